// A listing's buttons Run and Edit. All else is fetched when one is pressed.
{
  // The English site stands inside the Korean one, and has its scripts for itself.
  const home = document.documentElement.lang === "ko" ? "../../" : "../../../"
  const page = new URL(`${home}run/page.js`, document.currentScript.src).href

  document$.subscribe(() => {
    for (const button of document.querySelectorAll("[data-run=run]")) {
      const toolbar = button.parentElement
      const link = toolbar.querySelector("a")
      button.tabIndex = 0 // where scripts run, the toolbar is entered here
      link.tabIndex = -1
      const name = link.getAttribute("href").split("/").pop().slice(0, -3)
      try {
        const edited = sessionStorage.getItem(`mlcheats-${name}`)
        if (edited != null) import(page).then(({ restore }) => restore(button.closest("pre"), edited))
      } catch {} // no storage is allowed
    }
  })

  addEventListener("click", async ({ target }) => {
    const button = target.closest?.("[data-run]")
    if (button) (await import(page)).press(button)
  })
}
