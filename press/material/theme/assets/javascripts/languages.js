// The switch of the header leads to the same section in the other language, and is remembered:
// main.html reads what is stored. Instant navigation leaves the header as the first page had it.
{
  const link = document.querySelector("a.language")

  if (link?.dataset.here) {
    const here = new URL(link.dataset.here, location)
    const there = new URL(link.dataset.there, location)
    const aim = () => {
      const { pathname, hash } = location
      link.href = there.pathname + pathname.slice(here.pathname.length) + hash
    }
    for (const type of ["pointerover", "focus", "click"]) link.addEventListener(type, aim)
  }

  link?.addEventListener("click", () => {
    try {
      localStorage.setItem("mlcheats.language", link.hreflang)
    } catch {} // storage is refused: nothing to remember
  })
}
