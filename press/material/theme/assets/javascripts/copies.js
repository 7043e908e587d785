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
