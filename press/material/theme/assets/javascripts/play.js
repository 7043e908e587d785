// What can be played with (press/play) comes to life when it is nearly seen. A site on a disk has
// no modules: there the figures stand alone.
if (location.protocol != "file:") {
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue
        seen.unobserve(target)
        import(`./play/${target.dataset.play}.js`).then(({ default: play }) => {
          target.append(target.querySelector("template").content.cloneNode(true))
          play(target)
        })
      }
    },
    { rootMargin: "300px" },
  )
  document$.subscribe(() => {
    seen.disconnect()
    for (const place of document.querySelectorAll(".play")) seen.observe(place)
  })
}
