// What is wider than its place can be scrolled with the arrow keys too: it takes the focus, and
// has a name.
{
  const names = {
    ko: { formula: "수식", table: "표", code: "코드" },
    en: { formula: "Formula", table: "Table", code: "Code" },
  }[document.documentElement.lang]
  const kinds = { formula: "div.formula", table: ".md-typeset__scrollwrap", code: "pre > code" }

  const scrollers = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const kind = Object.keys(kinds).find((kind) => target.matches(kinds[kind]))
      const wide = target.scrollWidth > target.clientWidth
      const attributes = { tabindex: 0, role: "group", "aria-label": names[kind] }
      for (const [name, value] of Object.entries(attributes)) {
        if (wide) target.setAttribute(name, value)
        else target.removeAttribute(name)
      }
    }
  })

  document$.subscribe(() => {
    scrollers.disconnect()
    const found = document.querySelectorAll(Object.values(kinds).join())
    for (const element of found) scrollers.observe(element)
  })
}

// Where scripts run, ☰ is a button: the label, which works without them, takes no key.
{
  const drawer = document.getElementById("__drawer")
  const label = document.querySelector(".md-header__button[for=__drawer]")
  const button = document.createElement("button")
  for (const { name, value } of label.attributes) button.setAttribute(name, value)
  button.append(...label.childNodes)
  button.onclick = () => drawer.click()
  label.replaceWith(button)

  const tell = () => button.setAttribute("aria-expanded", drawer.checked)
  drawer.addEventListener("change", tell)
  tell()

  addEventListener("keydown", ({ key, target }) => {
    if (key == "Enter" && target.matches("#__toc")) target.click()
    if (key == "Escape" && drawer.checked) {
      drawer.click()
      button.focus()
    }
  })
}
