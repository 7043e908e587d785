"""What can be played with below a figure, as readers use it: mouse, keyboard, finger, no script."""

import re
from itertools import pairwise

import numpy as np
import pytest
from axe import violations
from browsing import DESKTOP, ORIGIN, PHONE, Visit
from PIL import Image
from playwright.sync_api import expect

from mlcheats import SGD, load_weights, predict
from mlcheats._commands import PACKAGED_WEIGHTS
from mlcheats.images import as_mnist

pytestmark = pytest.mark.browser

PAGES = {
    "or-xor": "perceptron/",
    "optimizer-paths": "optimizers-compared/",
    "mnist-mistakes": "mnist/",
}
SEVEN = [(60, 45), (150, 45), (90, 180)]


@pytest.fixture
def visit(browser):
    with browser.new_context(viewport=DESKTOP, color_scheme="light") as context:
        yield Visit(context.new_page())


def played(visit, name, language="ko"):
    visit.open(("en/" if language == "en" else "") + PAGES[name])
    place = visit.page.locator(f".play[data-play={name}]")
    assert place.count() == 1
    place.evaluate("(place) => place.scrollIntoView()")
    expect(place.locator("fieldset")).to_be_visible()
    return place


def drag(page, element, points):
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    places = [(box["x"] + x, box["y"] + y) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for x, y in places[1:]:
        page.mouse.move(x, y, steps=5)
    page.mouse.up()


@pytest.mark.parametrize(("language", "scheme"), [("ko", "light"), ("en", "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_it_is_loaded_when_seen_and_accessible(visit, audits, name, language, scheme):
    visit.page.emulate_media(color_scheme=scheme)
    asked = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.open(("en/" if language == "en" else "") + PAGES[name])
    assert not [url for url in asked if "/play/" in url]
    assert visit.page.locator("fieldset").count() == 0
    place = played(visit, name, language)
    assert [url.rsplit("/", 1)[1] for url in asked if "/play/" in url] == [f"{name}.js"]
    assert not violations(visit.page)
    assert "{" not in place.inner_text()
    assert not visit.faults


def test_a_line_is_drawn_with_the_mouse(visit):
    place = played(visit, "or-xor", "en")
    place.get_by_text("AND", exact=True).click()
    expect(place.locator("output")).to_have_text(re.compile("^AND: 2 of 4 points are right"))
    svg = place.locator("svg")
    size = svg.bounding_box()["width"]
    drag(visit.page, svg, [(0.95 * size, 0.5 * size), (0.5 * size, 0.05 * size)])
    expect(place.locator("output")).to_have_text(
        "AND: 4 of 4 points are right. "
        "The outputs for (0, 0), (1, 0), (0, 1), (1, 1) are 0, 0, 0, 1."
    )
    assert place.locator(".play-wrong").count() == 0
    assert not visit.faults


def test_the_line_is_moved_with_the_keyboard(visit):
    place = played(visit, "or-xor", "en")
    place.get_by_role("radio", name="XOR").focus()
    visit.page.keyboard.press("ArrowUp")
    expect(place.locator("output")).to_have_text(re.compile("^OR: 4 of 4"))
    bias = place.get_by_role("slider", name="bias b")
    bias.focus()
    for _ in range(6):
        visit.page.keyboard.press("ArrowLeft")
    assert bias.input_value() == "-0.5"  # 0.5 · 1 - 0.5 is not above 0
    expect(place.locator("output")).to_have_text(re.compile("^OR: 2 of 4 .* 0, 0, 0, 1"))


def test_the_valley_is_descended_with_the_keyboard(visit):
    place = played(visit, "optimizer-paths", "en")
    place.get_by_role("combobox", name="Optimizer").select_option("SGD")
    rate = place.get_by_role("slider", name="Learning rate")
    rate.focus()
    visit.page.keyboard.press("End")
    visit.page.keyboard.press("ArrowLeft")
    used = float(rate.get_attribute("aria-valuetext"))
    params, optimizer = {"x": -7.0, "y": 2.0}, SGD(used)
    for _ in range(30):
        params = optimizer.update(params, {"x": params["x"] / 10, "y": 2 * params["y"]})
    x, y = (float(params[name]) for name in "xy")
    said = f"SGD, learning rate {used}, after 30 steps: x = {x:.3g}, y = {y:.3g}, "
    said += f"f(x, y) = {x**2 / 20 + y**2:.3g}."
    expect(place.locator("output")).to_have_text(said.replace("-", "−"))
    steps = place.get_by_role("slider", name="Steps")
    steps.focus()
    visit.page.keyboard.press("Home")
    assert place.locator("polyline").get_attribute("points").count(",") == 2
    assert not visit.faults


def test_a_digit_drawn_with_the_mouse_gets_the_packages_answer(visit):
    asked = []
    visit.page.on("request", lambda request: asked.append(request.url))
    place = played(visit, "mnist-mistakes", "en")
    assert not [url for url in asked if url.endswith(".npz")]
    paper = place.locator("canvas").first
    drag(visit.page, paper, SEVEN)
    expect(place.locator("output")).to_have_text(re.compile("The network answers 7"))
    (url,) = [url for url in asked if url.endswith(".npz")]
    assert re.fullmatch(rf"{ORIGIN}en/assets-\w+/javascripts/play/digit_weight.npz", url)
    pixels = paper.evaluate(
        "(paper) => [...paper.getContext('2d').getImageData(0, 0, 280, 280).data]"
    )
    image = Image.fromarray(np.array(pixels, np.uint8).reshape(280, 280, 4))
    y = predict(load_weights(PACKAGED_WEIGHTS), as_mnist(image))
    assert place.locator("li b").all_inner_texts() == [f"{share:.1%}" for share in y]
    place.get_by_role("button", name="Clear").click()
    expect(place.locator("output")).to_be_empty()
    assert set(place.locator("li b").all_inner_texts()) == {""}
    assert not visit.faults


def test_a_digit_is_drawn_with_the_keyboard(visit):
    place = played(visit, "mnist-mistakes", "en")
    place.locator("canvas").first.focus()
    visit.page.keyboard.press("Space")
    expect(place.locator("output")).to_have_text("Pen down")
    for _ in range(8):
        visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("Space")
    expect(place.locator("output")).to_have_text(re.compile("The network answers 1"))
    assert not visit.faults


def test_the_network_is_asked_for_again_after_it_could_not_be_fetched(visit):
    place = played(visit, "mnist-mistakes", "en")
    visit.page.route("**/*.npz", lambda route: route.abort())
    paper = place.locator("canvas").first
    drag(visit.page, paper, SEVEN)
    expect(place.locator("output")).to_have_text(re.compile("could not be fetched"))
    visit.page.unroute("**/*.npz")
    drag(visit.page, paper, SEVEN)
    expect(place.locator("output")).to_have_text(re.compile("The network answers 7"))


def test_fingers_draw_and_do_not_scroll(browser):
    options = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "color_scheme": "dark"}
    with browser.new_context(**options) as context:
        visit = Visit(context.new_page())
        place = played(visit, "mnist-mistakes")
        paper = place.locator("canvas").first
        paper.scroll_into_view_if_needed()
        before = visit.page.evaluate("scrollY")
        box = paper.bounding_box()
        touch = context.new_cdp_session(visit.page)

        def send(kind, *points):
            points = [{"x": box["x"] + x, "y": box["y"] + y} for x, y in points]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        send("touchStart", SEVEN[0])
        for (x, y), (x2, y2) in pairwise(SEVEN):
            for part in np.linspace(0, 1, 6):
                send("touchMove", (x + part * (x2 - x), y + part * (y2 - y)))
        send("touchEnd")
        expect(place.locator("output")).to_have_text(re.compile("신경망의 답은 7"))
        assert visit.page.evaluate("scrollY") == before
        assert place.evaluate("(place) => place.scrollWidth <= place.clientWidth")
        assert not visit.faults


def test_it_comes_by_a_link_and_under_a_folder(browser, site, tmp_path):
    from browsing import host

    (tmp_path / "below").symlink_to(site, target_is_directory=True)
    with host(tmp_path) as address, browser.new_context(viewport=DESKTOP) as context:
        page = context.new_page()
        page.goto(f"{address}below/en/perceptron-learning/", wait_until="networkidle")
        page.locator(".md-footer__link--prev").click()
        page.wait_for_url("**/en/perceptron/")
        page.locator(".play").evaluate("(place) => place.scrollIntoView()")
        expect(page.locator(".play fieldset")).to_be_visible()
        page.get_by_role("radio", name="OR", exact=True).check()
        expect(page.locator(".play output")).to_have_text(re.compile("^OR: 4 of 4"))


@pytest.mark.parametrize("name", PAGES)
def test_without_scripts_and_on_paper_the_figure_stands_alone(browser, name):
    with browser.new_context(viewport=DESKTOP, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(ORIGIN + PAGES[name])
        assert page.locator(".figure:has(+ .play) svg").is_visible()
        assert page.locator(".play").inner_text() == ""
    with browser.new_context(viewport=DESKTOP) as context:
        place = played(Visit(context.new_page()), name)
        place.page.emulate_media(media="print")
        expect(place).to_be_hidden()
