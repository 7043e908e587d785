"""Press Run on an open page, and hear what comes of it."""

from playwright.sync_api import Page, expect

LONG = 180_000  # ms: the first press fetches and compiles Python, on a busy machine


def press(page: Page, number: int = 0) -> str:
    """Run the listing, and wait for what is said of it."""
    forget(page)
    page.locator("[data-run=run]").nth(number).press("Enter")
    return ended(page)


def forget(page: Page) -> None:
    """What is there of earlier runs is not waited for."""
    page.evaluate("document.querySelectorAll('.run-result').forEach((it) => it.remove())")


def ended(page: Page) -> str:
    status = page.locator(".run-result [role=status]")
    expect(status).to_have_count(1, timeout=LONG)
    expect(page.locator(".run-stop")).to_have_count(0, timeout=LONG)
    return status.inner_text()


def printed(page: Page) -> str:
    return page.locator(".run-result .run-output").inner_text().rstrip("\n")
