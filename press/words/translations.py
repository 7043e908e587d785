"""Compare the English pages with the Korean ones, block by block.

docs/translations.yml remembers the Korean text that each English block translates. Once an English
block is right again:  python -m press.words.translations docs/en/gradient.md:34
(several places may be named; a page without a line is renewed as a whole)
"""

import re
import sys
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher, unified_diff
from pathlib import Path

import yaml

from press.read.blocks import Block, find_blocks

DOCS = Path(__file__).parents[2] / "docs"
MEMORY = DOCS / "translations.yml"
HEAD = """\
# The Korean text that each block of the English pages translates, in their order. Made and
# renewed by press/words/translations.py, whose first lines say how.

"""
HANGUL = re.compile("[가-힣]")
ALIKE = 0.4  # two blocks more alike than this are one block, changed
Memory = dict[str, list[str]]  # by page


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


def shapes(blocks: list[Block]) -> list[str]:
    return [repr(block.shape) for block in blocks]


def differences(korean: str, english: str) -> Iterator[tuple[int, int, str]]:
    """Where the two pages are not one text but for the language: (line, line, message)."""
    ko, en = find_blocks(korean), find_blocks(english)
    ko_line = en_line = 1  # where a missing block would follow
    for i, j in pair(shapes(ko), shapes(en)):
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


def stale(korean: str, english: str, remembered: list[str]) -> Iterator[tuple[int, str]]:
    """The lines of the English page whose Korean has changed since, and how."""
    ko, en = _speaking(korean), _speaking(english)
    now = [block.text for block in ko]
    twin = _twins(ko, en, remembered)
    line = 1
    for i, j in pair(remembered, now):
        k = twin(i, j)
        line = line if k is None else en[k].line
        if i is None:
            if j is not None and now[j] not in remembered:
                what = "the Korean page goes on with" if k is None else "this translates"
                yield line, f"{what} a new block:\n{now[j]}"
        elif j is None:
            if k is not None:
                what = "has moved" if remembered[i] in now else "is gone"
                yield line, f"its Korean block {what}:\n{remembered[i]}"
        elif remembered[i] != now[j]:
            yield line, f"its Korean block has changed:\n{word_diff(remembered[i], now[j])}"


def renew(korean: str, english: str, remembered: list[str], lines: set[int]) -> list[str]:
    """What to remember when the English blocks on these lines are right; no line means all."""
    ko, en = _speaking(korean), _speaking(english)
    if len(ko) != len(en):
        raise ValueError("the pages have not the same blocks: see pytest tests/test_parity.py")
    twin = _twins(ko, en, remembered)
    pairs = pair(remembered, [block.text for block in ko])
    before = {twin(i, j): remembered[i] for i, j in pairs if i is not None}
    spans = [set(range(b.line, b.line + b.text.count("\n") + 1)) for b in en]
    unmet = lines.difference(*spans)
    if unmet:
        raise ValueError(f"no text on line {min(unmet)}")
    right = [not lines or bool(lines & span) for span in spans]
    return [block.text if right[k] else before.get(k, "") for k, block in enumerate(ko)]


def _speaking(page: str) -> list[Block]:
    return [block for block in find_blocks(page) if block.speaks]


def _twins(
    ko: list[Block], en: list[Block], remembered: list[str]
) -> Callable[[int | None, int | None], int | None]:
    """Which English block goes with the remembered text i that is the Korean block j now."""
    if len(en) == len(remembered):
        return lambda i, j: i
    if len(en) == len(ko):
        return lambda i, j: j
    found = dict(pair(shapes(ko), shapes(en)))
    return lambda i, j: found.get(j) if j is not None else None


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


def load() -> Memory:
    return yaml.safe_load(MEMORY.read_text(encoding="utf-8")) or {}


def save(memory: Memory) -> None:
    text = yaml.dump(memory, Dumper=Dumper, allow_unicode=True, width=10**6)
    MEMORY.write_text(HEAD + text, encoding="utf-8")


class Dumper(yaml.SafeDumper):  # type: ignore[misc]
    """Texts of several lines as they are."""


Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    ),
)


def main(places: list[str]) -> None:
    memory = load()
    asked: dict[str, set[int]] = {}
    for place in places:
        path, _, line = place.partition(":")
        asked.setdefault(Path(path).name, set()).update([int(line)] if line else [])
    for name, lines in asked.items():
        korean, english = (
            (DOCS / each / name).read_text(encoding="utf-8") for each in ("ko", "en")
        )
        try:
            memory[name] = renew(korean, english, memory.get(name, []), lines)
        except ValueError as error:
            sys.exit(f"docs/en/{name}: {error}")
    save(memory)


if __name__ == "__main__":
    main(sys.argv[1:])
