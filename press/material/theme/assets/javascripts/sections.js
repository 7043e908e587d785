// The # beside a heading copies the section's address, besides leading there.
{
  const { translations } = JSON.parse(document.getElementById("__config").textContent)

  addEventListener("click", async ({ target }) => {
    const link = target.closest?.(".headerlink")
    if (!link || !navigator.clipboard) return // a page that is not secure has no clipboard
    try {
      await navigator.clipboard.writeText(link.href)
      alert$.next(translations["clipboard.copied"])
    } catch {} // refused: the address stands in the browser's bar
  })
}

// Beside the #, a mistake is told: the link at the foot of the page, with the section and what is
// marked. Without an address of the repository there is none.
{
  const foot = document.querySelector("a.report")
  const marks = (link) => {
    const url = new URL(link.href)
    const add = () => {
      const text = marked().slice(0, 1000)
      if (text) url.searchParams.set("marked", text)
      link.href = url
    }
    link.addEventListener("pointerdown", () => {
      url.searchParams.delete("marked")
      add() // before the press unmarks it
    })
    link.addEventListener("click", add)
  }
  const marked = () => {
    const selection = getSelection()
    if (selection.isCollapsed) return ""
    const content = selection.getRangeAt(0).cloneContents()
    for (const each of content.querySelectorAll("[data-tex]")) each.replaceWith(`$${each.dataset.tex}$`)
    return content.textContent.trim()
  }
  for (const anchor of foot ? document.querySelectorAll(".headerlink") : []) {
    const link = foot.cloneNode()
    const url = new URL(foot.href)
    url.searchParams.set("section", anchor.parentNode.id)
    link.href = url
    link.title = link.ariaLabel = foot.textContent
    anchor.after(link)
    marks(link)
  }
  if (foot) marks(foot)
}

// A section that has moved to another page left a link in its place: press/words/addresses.py.
{
  const follow = () => {
    const moved = document.getElementById(location.hash.slice(1))
    if (moved?.matches(".moved")) location.replace(moved.firstChild.href)
  }
  addEventListener("hashchange", follow)
  follow()
}

// From a disk, a site that was made for a server says that another is made for that.
if (location.protocol == "file:") document.querySelector(".disk")?.removeAttribute("hidden")
