"""Why each block of the pages may be believed, and what it said when that was last looked at.

docs/claims.yml has an entry for each block with words or numbers, and for each meaning in
docs/terms.yml. Its head says what `by:` may say.

    python -m press.words.claims docs/en/loss.md:34                    reviewed, `by:` as before
    python -m press.words.claims docs/en/loss.md:34 --by "listing 2"   reviewed, believed for this
    python -m press.words.claims docs/en/loss.md                       the blocks as they are now;
                                               what is new or changed gets the `--by`, if any
"""

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from press.read.blocks import CODE, IDS, LABEL, LINK, MATHS, Block
from press.read.formulas import one_line
from press.read.page import Page
from press.read.statements import said
from press.tools.cache import read_yaml
from press.words.parity import pair, word_diff

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "claims.yml"
FORMULAS = ROOT / "docs" / "formulas.yml"
TERMS = ROOT / "docs" / "terms.yml"
HEAD = """\
# Why each block of the pages may be believed, in their order, and its text when that was last
# looked at: a block that has changed since, in either language, fails until it is looked at again.
# Renewed by press/words/claims.py, whose first lines say how. `by:` has one or more of
#
#   listing 2         the checked output of that listing, in this section, shows it; and it has the
#                     block's numbers
#   test              a test computes it and quotes it: `@quoted` with words of each sentence
#                     that has a number or a strong word, or with all of the block and more
#   measured: …       a run of that command, which depends on the machine and is dated in the text
#   formula           a formula in the block or next to it that docs/formulas.yml has computed
#   source: …         someone's word for it: author, year, place
#   advice: …         nothing is claimed, something is recommended, for this reason
#   definition        a word is given its meaning
#   structure         headings, heads of tables, signposts
#
# Where nothing but definitions and structure is given, no number and no strong word (never, all,
# because, faster …) may stand.

"""
MEANS = re.compile(
    r"test|formula|definition|structure|listing (?P<listing>\d+)"
    r"|measured: .+|source: .*\b(?P<year>\d{4})\b.*|advice: .+"
)
TRUSTED = {"definition", "structure"}
STRONG = re.compile(
    r"\b(never|always|only|all|every|none|nothing|because|faster|fastest|slower|better|best|worse|"
    r"worst|guarantees?|impossible)\b|(?<![가-힣])(늘|모두)(?![가-힣])"
    r"|모든|항상|언제나|절대|결코|때문|빠르(?!기)|빠른|빨라|빨리|느리|느려|뿐|불가능",
    re.I,
)
NUMERAL = re.compile(r"(?<![\w.,^#-])-?\d+(?:,\d{3})*(?:\.\d+)?(?:e-?\d+)?%?")
ALONE = re.compile(r"`(-?[\d.]+(?:e-?\d+)?)`")  # code that is a number
IN_CODE = re.compile(r"(?<![\w.])\d[\d_]*\.?\d*(?:e[-+]?\d+)?")
MARKER = re.compile(r"^\d+\. ")  # of an item
DIAGRAM_WORDS = re.compile(rf"{LABEL.pattern}|(?<=accTitle:|accDescr:).*")


@dataclass(frozen=True)
class Entry:
    ko: str
    en: str
    by: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return f"{self.ko}\n{self.en}"


@dataclass(frozen=True)
class Quote:
    """What a test says that it computes."""

    page: str
    ko: str
    en: str


Table = dict[str, list[Entry]]  # by page
Fault = tuple[str, int, str]  # the page's path, the line, and what is wrong there


def claiming(page: Page) -> list[Block]:
    """The blocks that say something: not code, display formulas and the rulers of tables."""
    code = ("listing", "formula")
    return [each for each in page.blocks if each.kind not in code and re.search(r"\w", each.text)]


def faults(ko: Page, en: Page, entries: list[Entry]) -> Iterator[Fault]:
    """The blocks that are not as they were when they were looked at, with what differs."""
    if len(claiming(ko)) != len(claiming(en)):
        yield en.path, 1, "the pages have not the same blocks: see tests/pages/test_parity.py"
        return
    blocks = list(zip(claiming(ko), claiming(en), strict=True))
    now = [f"{korean.text}\n{english.text}" for korean, english in blocks]
    line = 1
    for i, j in pair([entry.text for entry in entries], now):
        if j is None:
            if i is not None and entries[i].text not in now:
                yield en.path, line, f"is gone, and {TABLE.name} has it still:\n{entries[i].text}"
            continue
        korean, english = blocks[j]
        line = english.line
        if i is None:
            what = "has moved" if now[j] in {entry.text for entry in entries} else "is new"
            yield en.path, line, f"{what}:\n{now[j]}"
            continue
        for page, block, old in ((ko, korean, entries[i].ko), (en, english, entries[i].en)):
            if block.text != old:
                yield page.path, block.line, f"has changed:\n{word_diff(old, block.text)}"


def unproved(
    ko: Page, en: Page, entries: list[Entry], quotes: list[Quote], computed: set[str]
) -> Iterator[Fault]:
    """The blocks whose reason to be believed does not hold; the entries are those of the page.

    `quotes` are those of the tests, `computed` the formulas of the page that are.
    """
    for korean, english, entry in zip(claiming(ko), claiming(en), entries, strict=False):
        if not entry.by:
            yield en.path, english.line, "nothing says why it may be believed"
            continue
        for means in entry.by:
            if fault := _unfit(means, en, english, entry, quotes, computed):
                yield en.path, english.line, f"by {means}: {fault}"
        if english.kind == "image" and "test" not in entry.by:
            yield en.path, english.line, "only a test can ask a figure what its description says"
        numbers = _numbers(english) & _numbers(korean)  # a language may write 3 as a word
        if missing := _not_shown(numbers, en, entry):
            yield en.path, english.line, f"its listings have no {', '.join(sorted(missing))}"
        for page, block in ((ko, korean), (en, english)):
            if TRUSTED.issuperset(entry.by) and (loud := _loud(block, block.text, numbers)):
                yield page.path, block.line, f"by {entry.by[0]}, and says {', '.join(loud)}"
            if entry.by == ("test",):
                for sentence in _unquoted(block, numbers, quotes, page):
                    yield page.path, block.line, f"no test quotes: {sentence}"


def _unfit(
    means: str, page: Page, block: Block, entry: Entry, quotes: list[Quote], computed: set[str]
) -> str | None:
    """What keeps the means from showing what the block says."""
    found = MEANS.fullmatch(means)
    if not found:
        return f"unknown, or without its year or reason: see the head of {TABLE.name}"
    if found["listing"]:
        number = int(found["listing"])
        if not 1 <= number <= len(page.listings):
            return f"the page has {len(page.listings)} listings"
        listing = page.listings[number - 1]
        if _section(page, listing.line) != _section(page, block.line):
            return "stands in another section"
        if not said(listing.source):
            return "has no output that is checked"
    elif means == "test":
        ko, en = (" ".join(text.split()) for text in (entry.ko, entry.en))
        said_by = [(q.ko, q.en) for q in quotes if q.page == page.name]
        if not any((q in ko and r in en) or (ko in q and en in r) for q, r in said_by):
            return "no test quotes it in both languages"
    elif means == "formula":
        place = page.blocks.index(block)
        around = page.blocks[max(place - 1, 0) : place + 2]
        near = [each.lines for each in around if each is block or each.kind == "formula"]
        lines = {line for span in near for line in span}
        if all(f.line not in lines or f.key not in computed for f in page.formulas):
            return "no formula in it or next to it is computed"
    return None


def _loud(block: Block, text: str, numbers: set[str]) -> list[str]:
    """The numbers, of these, and the strong words in a text of the block."""
    strong = [word[0] for word in STRONG.finditer(_bare(text))]
    return [*sorted(_numbers(replace(block, text=text)) & numbers), *strong]


def _unquoted(block: Block, numbers: set[str], quotes: list[Quote], page: Page) -> list[str]:
    """The sentences with a number or a strong word of which no test quotes a part."""
    text = " ".join(block.text.split())
    said = [getattr(q, page.language) for q in quotes if q.page == page.name]
    spans = [(text.index(words), len(words)) for words in said if words in text]
    spans += [(0, len(text)) for words in said if text in " ".join(words.split())]
    found, start = [], 0
    for sentence in re.split(r"(?<=[.!?]) ", text):
        end = start + len(sentence)
        quoted = any(at < end and start < at + length for at, length in spans)
        if not quoted and _loud(block, sentence, numbers):
            found.append(sentence)
        start = end + 1
    return found


def _section(page: Page, line: int) -> int:
    """The line of the last heading of the second level above."""
    heads = [b.line for b in page.blocks if b.kind == "heading" and b.text.startswith("## ")]
    return max((head for head in heads if head <= line), default=0)


def _numbers(block: Block) -> set[str]:
    """The numbers that the block says, as words or as code; not those of formulas and names."""
    text = block.text
    if block.kind == "diagram":
        text = "\n".join(label[0] for label in DIAGRAM_WORDS.finditer(text))
    return set(NUMERAL.findall(_bare(ALONE.sub(r"\1", MARKER.sub("", text)))))


def _bare(text: str) -> str:
    for pattern in (CODE, MATHS, LINK, IDS):
        text = pattern.sub(" ", text)
    return text


def _not_shown(numbers: set[str], page: Page, entry: Entry) -> set[str]:
    """The numbers of a block that are not in the listings on which alone it stands."""
    found = [MEANS.fullmatch(means) for means in entry.by]
    shown = [int(each["listing"]) for each in found if each and each["listing"]]
    if not shown or len(shown) < len(entry.by) or max(shown) > len(page.listings):
        return set()
    code = "\n".join(page.listings[number - 1].source for number in shown)
    values = [float(value.replace("_", "")) for value in IN_CODE.findall(code)]
    return {number for number in numbers if not any(_is(number, value) for value in values)}


def _is(written: str, value: float) -> bool:
    """Whether the number is this one, rounded to the digits that it is written with."""
    bare = written.strip("-%").replace(",", "")
    value *= 100 if written.endswith("%") else 1
    digits = len(bare.partition(".")[2])
    return float(bare) == value or ("e" not in bare and f"{value:.{digits}f}" == bare)


def computed_formulas(page: str) -> set[str]:
    """The formulas of a page, by name, that docs/formulas.yml has computed."""
    entries = read_yaml(FORMULAS).get(page, [])
    return {one_line(e["tex"]) for e in entries if "tex" in e and "not computed" not in e}


def load() -> Table:
    table = read_yaml(TABLE) or {}
    return {page: [_entry(each) for each in entries] for page, entries in table.items()}


def _entry(written: dict[str, str | list[str] | None]) -> Entry:
    by = written["by"] or []
    return Entry(
        str(written["ko"]), str(written["en"]), (by,) if isinstance(by, str) else tuple(by)
    )


def save(table: Table) -> None:
    written = {
        page: [
            {"by": (list(e.by) if len(e.by) > 1 else "".join(e.by) or None), "ko": e.ko, "en": e.en}
            for e in entries
        ]
        for page, entries in sorted(table.items())
    }
    text = yaml.dump(written, Dumper=Dumper, allow_unicode=True, width=10**6, sort_keys=False)
    TABLE.write_text(HEAD + text, encoding="utf-8", newline="\n")


class Dumper(yaml.SafeDumper):  # type: ignore[misc]
    """Texts of several lines as they are, the means of one block on one line."""


Dumper.add_representer(
    str,
    lambda dumper, text: dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    ),
)
Dumper.add_representer(
    list,
    lambda dumper, items: dumper.represent_sequence(
        "tag:yaml.org,2002:seq", items, flow_style=isinstance(items[0], str)
    ),
)


@dataclass(eq=False)
class Definitions(Page):
    """What the terms of docs/terms.yml mean in one language, each a block on its own line."""

    spoken: str

    @property
    def language(self) -> str:
        return self.spoken


def definitions(path: str, language: str) -> Definitions:
    lines = (ROOT / path).read_text(encoding="utf-8").split("\n")
    meanings = (re.fullmatch(rf"    {language}: (.*)", line) for line in lines)
    return Definitions(path, "\n".join(found[1] if found else "" for found in meanings), language)


def read(name: str) -> tuple[Page, Page]:
    """A page, or the table of terms, in Korean and in English."""
    if name == TERMS.name:
        path = TERMS.relative_to(ROOT).as_posix()
        return definitions(path, "ko"), definitions(path, "en")
    paths = [f"docs/{language}/{name}" for language in ("ko", "en")]
    ko, en = (Page(path, (ROOT / path).read_text(encoding="utf-8")) for path in paths)
    return ko, en


def renew(
    ko: Page, en: Page, entries: list[Entry], line: tuple[str, int] | None, by: tuple[str, ...]
) -> list[Entry]:
    """The entries with the block on that line (a language and its line) as it is now; or all."""
    korean, english = claiming(ko), claiming(en)
    if len(korean) != len(english):
        raise ValueError("the pages have not the same blocks: see tests/pages/test_parity.py")
    now = [Entry(k.text, e.text) for k, e in zip(korean, english, strict=True)]
    pairs = pair([entry.text for entry in entries], [entry.text for entry in now])
    old = {j: entries[i] for i, j in pairs if i is not None and j is not None}
    if line is None:
        same = {j: entry.by for j, entry in old.items() if entry.text == now[j].text}
        return [replace(entry, by=same.get(j, by)) for j, entry in enumerate(now)]
    language, number = line
    named = {"ko": [korean], "en": [english]}.get(language, [korean, english])
    met = {j for blocks in named for j, block in enumerate(blocks) if number in block.lines}
    if not met:
        raise ValueError(f"no text on line {number}")
    j = min(met)
    reviewed = replace(now[j], by=by or (old[j].by if j in old else ()))
    # What else has changed stays as it was, what else is new is empty: both still fail.
    return [reviewed if i == j else old.get(i, Entry("", "")) for i in range(len(now))]


def main() -> None:
    parser = argparse.ArgumentParser(description="Say that blocks of a page have been looked at.")
    parser.add_argument("places", nargs="+", metavar="docs/en/page.md:LINE")
    parser.add_argument("--by", action="append", default=[], help="why they may be believed")
    given = parser.parse_args()
    if unknown := [means for means in given.by if not MEANS.fullmatch(means)]:
        parser.error(f"--by {unknown[0]!r}: see the head of {TABLE.relative_to(ROOT)}")
    table = load()
    for place in given.places:
        path, _, number = place.partition(":")
        language, name = Path(path).parts[-2:]
        line = (language, int(number)) if number else None
        try:
            table[name] = renew(*read(name), table.get(name, []), line, tuple(given.by))
        except ValueError as error:
            sys.exit(f"{path}: {error}")
    save(table)


if __name__ == "__main__":
    main()
