"""Listings run in Firefox as they do in Chromium: `pytest -m firefox`, where Firefox is."""

import os
import shutil
from pathlib import Path

import pytest
from browsing import host

from press.tools import node

pytestmark = pytest.mark.firefox
PAGES = ["numpy/", "en/activation/", "en/clusters/"]
# The compiled Python cannot be handed to the page for the next start: Firefox asks the page's own
# policy, which forbids WebAssembly. The next start compiles again.
HANDED_ON = "blocked WebAssembly"


def test_listings_run_stop_and_run_again(site, audits):
    executable = shutil.which(os.environ.get("FIREFOX") or "firefox") or shutil.which("firefox-esr")
    assert executable, "install Firefox (apt-get install firefox-esr) or name it in FIREFOX"
    with host(site) as origin:
        pages = [origin + page for page in PAGES]
        script = Path(__file__).with_name("firefox.mjs")
        results = node.run(script, {"executable": executable, "pages": pages})
    for page, result in zip(PAGES, results, strict=True):
        korean = not page.startswith("en/")
        as_written = "출력이 적힌 대로 나왔다." if korean else "The output is as written."
        assert result["first"].endswith(as_written), (page, result)
        assert (result["right"] > 0, result["wrong"]) == (True, 0), (page, result)
        assert result["stopped"] == ("멈췄다." if korean else "Stopped."), (page, result)
        assert result["again"].endswith(as_written), (page, result)
        assert not [fault for fault in result["faults"] if HANDED_ON not in fault], (page, result)
