// What a reader sees of the page: which characters in which fonts, and where a formula's ink is.

function faces() {
  const all = []
  for (const sheet of document.styleSheets)
    for (const rule of sheet.cssRules)
      if (rule instanceof CSSFontFaceRule) {
        const url = /url\("?([^")]+)"?\)/.exec(rule.style.src)[1]
        all.push({
          family: rule.style.fontFamily.replaceAll('"', ""),
          url: new URL(url, sheet.href ?? document.baseURI).href,
        })
      }
  return all
}

/** The characters of the page by the families that they are set in. */
function characters() {
  const seen = {}
  const add = (style, text) => {
    const known = (seen[style.fontFamily] ??= new Set())
    for (const character of text) known.add(character)
  }
  for (const element of document.body.querySelectorAll("*:not(script, style, template, option)")) {
    if (element.closest("math") || !element.checkVisibility()) continue
    const style = getComputedStyle(element)
    for (const child of element.childNodes)
      if (child.nodeType === Node.TEXT_NODE) add(style, child.data)
    for (const which of ["::before", "::after"]) {
      const made = getComputedStyle(element, which)
      const text = /^"(.*?)"/.exec(made.content)
      if (text && made.display !== "none") add(made, text[1])
    }
  }
  return Object.fromEntries(Object.entries(seen).map(([key, set]) => [key, [...set].join("")]))
}

/** For each formula: what lies on what, and what is cut off. */
function faultsOfFormulas() {
  const pen = document.createElement("canvas").getContext("2d")
  const faults = []
  for (const formula of document.querySelectorAll("article .katex-html")) {
    if (!formula.checkVisibility()) continue
    const boxes = []
    const walker = document.createTreeWalker(formula, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const text = walker.currentNode
      if (!text.data.trim() || text.data === "\u200b") continue
      const style = getComputedStyle(text.parentElement)
      pen.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
      const size = pen.measureText(text.data)
      const range = document.createRange()
      range.selectNodeContents(text)
      const at = range.getBoundingClientRect()
      const base = at.top + size.fontBoundingBoxAscent
      boxes.push({
        text: text.data,
        over: text.parentElement.closest(".rlap, .llap, .accent-body, .overlay"),
        left: at.left - size.actualBoundingBoxLeft,
        right: at.left + size.actualBoundingBoxRight,
        top: base - size.actualBoundingBoxAscent,
        bottom: base + size.actualBoundingBoxDescent,
      })
    }
    const tex = formula.parentElement.querySelector("annotation")?.textContent
    const name = tex ?? formula.textContent.replaceAll("\u200b", "").slice(0, 60)
    for (const [i, a] of boxes.entries())
      for (const b of boxes.slice(i + 1)) {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
        const narrower = Math.min(a.right - a.left, b.right - b.left) // an italic letter leans over
        if (wide > 0.7 * narrower && high > 1 && !a.over && !b.over)
          faults.push(`${name}: ${a.text} and ${b.text} overlap by ${wide.toFixed(1)} x ${high.toFixed(1)} px`)
      }
    for (let box = formula; box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box)
      if (style.overflowY === "visible") continue
      const frame = box.getBoundingClientRect()
      for (const ink of boxes)
        if (ink.top < frame.top - 0.5 || ink.bottom > frame.bottom + 0.5)
          faults.push(`${name}: ${ink.text} is cut off by ${box.className}`)
    }
  }
  return faults
}

/** What one reads, without code, figures, and what the search leaves out; a formula is one ∎. */
function text() {
  const parts = []
  const read = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return parts.push(node.data)
    if (node.nodeType !== Node.ELEMENT_NODE || !node.checkVisibility()) return
    if (node.matches(".katex")) return parts.push("∎")
    if (node.matches(".headerlink, pre, figure, button, [data-search-exclude]:not(.formula)")) return
    for (const child of node.childNodes) read(child)
  }
  read(document.querySelector("article"))
  return parts.join("").replace(/\s/g, "")
}

function listings() {
  return [...document.querySelectorAll("article pre[id^=code-] > code")].map((it) => it.innerText)
}
