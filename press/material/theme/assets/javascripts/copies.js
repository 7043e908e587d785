// A script is put together when its button is pressed, before Material's script hears of it, which
// copies [data-clipboard-text]. A page has the pieces of its scripts once: see press/take/copies.py.
addEventListener(
  "click",
  ({ target }) => {
    const button = target.closest?.("[data-script]")
    if (!button) return
    const pieces = JSON.parse(document.querySelector(".pieces").content.textContent)
    const numbers = button.dataset.script.split(" ")
    button.dataset.clipboardText = numbers.map((number) => pieces[number]).join("\n\n")
  },
  true,
)

// The offers of a listing are one stop of the keyboard; its arrow keys lead from one to the next.
addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  const toolbar = event.target.closest("[role=toolbar]")
  if (!step || !toolbar) return
  const offers = [...toolbar.children]
  const next = offers.at((offers.indexOf(event.target) + step) % offers.length)
  event.target.tabIndex = -1
  next.tabIndex = 0
  next.focus()
  event.preventDefault()
})
