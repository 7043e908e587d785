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
