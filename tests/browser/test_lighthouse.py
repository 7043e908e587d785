"""Lighthouse: every page of the site with `pytest -m lighthouse`, two of them with `browser`.

How fast a page is depends on the machine and on what else it does, so that is not among the two.
"""

from pathlib import Path
from statistics import median

import pytest
from browsing import ORIGIN, SOURCES, address

from press.tools import node

TESTS = Path(__file__).parent
PAGES = [address(source) for source in SOURCES]
SAMPLE = ["en", "gradient/"]  # a home page, and the page with most formulas and figures
QUALITIES = ["accessibility", "best-practices", "seo"]
SPEED = {"mobile": 90, "desktop": 99}
RUNS = 3  # of which the median counts

pytestmark = pytest.mark.lighthouse


@pytest.fixture(scope="module")
def audit(browser, debugging_port, audits):
    """What Lighthouse finds in one run or several, with the site as a static host serves it."""
    return lambda *runs: node.run(TESTS / "lighthouse.mjs", {"port": debugging_port, "runs": runs})


@pytest.mark.parametrize(
    "page",
    [pytest.param(it, marks=pytest.mark.browser if it in SAMPLE else ()) for it in PAGES],
)
def test_a_page_is_accessible_sound_and_found(audit, page):
    (result,) = audit([ORIGIN + page, "mobile", QUALITIES])
    assert result["scores"] == dict.fromkeys(QUALITIES, 100), result["lost"]


@pytest.mark.parametrize("profile", SPEED)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_fast(audit, page, profile):
    results = audit(*[[ORIGIN + page, profile, ["performance"]]] * RUNS)
    scores = [result["scores"]["performance"] for result in results]
    assert median(scores) >= SPEED[profile], (scores, [result["lost"] for result in results])
