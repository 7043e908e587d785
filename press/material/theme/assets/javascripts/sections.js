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
      const marked = getSelection().toString().trim().slice(0, 1000)
      if (marked) url.searchParams.set("marked", marked)
      link.href = url
    }
    link.addEventListener("pointerdown", add) // before it unmarks
    link.addEventListener("click", add)
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
