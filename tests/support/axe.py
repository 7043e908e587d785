"""What axe-core finds on an open page. The fixture `audits` fetches it."""

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[1] / "browser/node_modules/axe-core/axe.min.js"
COLOURS = ["color-contrast", "link-in-text-block"]  # the rules that light and dark decide

SETTLED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
RUN = """async (rules) => {
  const options = rules ? { runOnly: rules } : {}
  const { violations } = await axe.run({ resultTypes: ["violations"], ...options })
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 200)}\n${node.failureSummary}`))
}"""


def violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """Each element that breaks a rule: one of these, or any."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    page.evaluate(SETTLED)
    return page.evaluate(RUN, rules)
