// The switch of the header leads to the same section in the other language, and is remembered:
// main.html reads what is stored.
{
  const link = document.querySelector("a.language")
  const aim = () => (link.hash = location.hash)
  for (const type of ["pointerover", "focus", "click"]) link?.addEventListener(type, aim)

  link?.addEventListener("click", () => {
    try {
      localStorage.setItem("mlcheats.language", link.hreflang)
    } catch {} // storage is refused: nothing to remember
  })
}
