"""Compare the English pages with the Korean ones: one text but for the language."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher, unified_diff

from press.read.blocks import Block, find_blocks

HANGUL = re.compile("[가-힣]")
ALIKE = 0.4  # two blocks more alike than this are one block, changed


def pair(old: list[str], new: list[str]) -> Iterator[tuple[int | None, int | None]]:
    """The indices of what belongs together, in order; None where one side has nothing."""
    for _, i, i_end, j, j_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        while i < i_end or j < j_end:
            surplus = (i_end - i) - (j_end - j)
            both = i < i_end and j < j_end
            if both and (surplus == 0 or _likeness(old[i], new[j]) > ALIKE):
                yield i, j
                i, j = i + 1, j + 1
            elif surplus > 0:
                yield i, None
                i += 1
            else:
                yield None, j
                j += 1


def _likeness(old: str, new: str) -> float:
    return SequenceMatcher(None, old, new, autojunk=False).ratio()


def differences(korean: str, english: str) -> Iterator[tuple[int, int, str]]:
    """Where the two pages are not one text but for the language: (line, line, message)."""
    ko, en = find_blocks(korean), find_blocks(english)
    shapes = [[repr(block.shape) for block in blocks] for blocks in (ko, en)]
    ko_line = en_line = 1  # where a missing block would follow
    for i, j in pair(*shapes):
        ko_line = ko_line if i is None else ko[i].line
        en_line = en_line if j is None else en[j].line
        if i is None or j is None:
            language = "English" if j is None else "Korean"
            blocks = [] if i is None else [ko[i]]
            blocks += [] if j is None else [en[j]]
            for block in blocks:
                what = f"the {language} page has no such {block.kind}:\n{block.text}"
                yield ko_line, en_line, what
        elif ko[i].shape != en[j].shape:
            yield ko_line, en_line, _contrast(ko[i], en[j])
        elif HANGUL.search(en[j].text):
            yield ko_line, en_line, f"Korean is left in the English:\n{en[j].text}"


def _contrast(ko: Block, en: Block) -> str:
    names = [name for name in ko.shape | en.shape if ko.shape.get(name) != en.shape.get(name)]
    title = f"not the same {' and '.join(names)}"
    if ko.kind == en.kind and names in (["text"], ["structure"]):
        old, new = (str(block.shape[names[0]]).split("\n") for block in (ko, en))
        return "\n".join([title, *unified_diff(old, new, "ko", "en", lineterm="", n=1)])
    return f"{title}\nko  {ko.text}\nen  {en.text}"


def word_diff(old: str, new: str) -> str:
    """The new text with what was [-taken away-] and {+added+}."""
    before, after = (re.findall(r"\S+|\s+", text) for text in (old, new))
    parts: list[str] = []
    for tag, i, i_end, j, j_end in SequenceMatcher(None, before, after, False).get_opcodes():
        gone, come = "".join(before[i:i_end]), "".join(after[j:j_end])
        parts.append(come if tag == "equal" else "")
        if tag != "equal":
            parts += [f"[-{gone}-]"] * bool(gone) + [f"{{+{come}+}}"] * bool(come)
    return "".join(parts)
