// Run and Edit at each listing that runs. All else is fetched when one is pressed.
{
  const korean = document.documentElement.lang === "ko"
  // The English site stands inside the Korean one, and has its scripts for itself.
  const home = new URL(korean ? "../../" : "../../../", document.currentScript.src)
  const page = new URL("run/page.js", home).href
  const words = korean
    ? { run: "실행 (처음 한 번 파이썬 11 MB를 받는다)", edit: "고치기" }
    : { run: "Run (fetches 11 MB of Python, once)", edit: "Edit" }

  function offer() {
    for (const link of document.querySelectorAll(".md-code__nav > a[href$='.py']")) {
      if (link.previousElementSibling) continue
      const name = link.getAttribute("href").split("/").pop().slice(0, -3)
      for (const kind of ["run", "edit"]) {
        const button = document.createElement("button")
        Object.assign(button, { type: "button", title: words[kind], className: "md-code__button" })
        button.setAttribute("aria-label", words[kind])
        button.dataset.run = kind
        button.dataset.listing = name
        link.before(button)
      }
      try {
        const edited = sessionStorage.getItem(`mlcheats-${name}`)
        if (edited != null) import(page).then(({ restore }) => restore(link.closest("pre"), edited))
      } catch {} // no storage is allowed
    }
  }

  document$.subscribe(offer)
  addEventListener("click", async ({ target }) => {
    const button = target.closest?.("[data-run]")
    if (button) (await import(page)).press(button)
  })
}
