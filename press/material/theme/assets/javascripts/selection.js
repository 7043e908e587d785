// What is copied has its formulas as TeX, in $…$: press/draw/formulas.py left it in [data-tex].
{
  const OFFERED = ".headerlink, .report, .md-code__nav, [download], template"
  const element = (node) => (node.nodeType == Node.ELEMENT_NODE ? node : node.parentElement)
  const formula = (node) => element(node).closest("[data-tex]")

  // A copy of what is selected, or nothing where the browser's own would be the same.
  const marked = (selection) => {
    if (selection.isCollapsed) return
    const range = selection.getRangeAt(0).cloneRange()
    const [first, last] = [formula(range.startContainer), formula(range.endContainer)]
    if (first) range.setStartBefore(first)
    if (last) range.setEndAfter(last)

    let content = range.cloneContents()
    const formulas = content.querySelectorAll("[data-tex]")
    if (!formulas.length) return
    for (const each of formulas) {
      const sign = each.matches(".katex-display") ? "$$" : "$"
      each.replaceWith(sign + each.dataset.tex + sign)
    }
    for (const each of content.querySelectorAll(OFFERED)) each.remove()

    // Some rows are a table, too.
    const around = element(range.commonAncestorContainer)
    const table = around.closest("td, th") ? null : around.closest("table")
    for (let at = around; table?.contains(at); at = at.parentElement) {
      const shell = at.cloneNode()
      shell.append(content)
      content = shell
    }
    return content
  }

  addEventListener("copy", (event) => {
    const content = marked(getSelection())
    if (!content) return
    const paper = document.createElement("div")
    paper.className = "md-typeset" // on the page, for its text has the lines and tabs of a layout
    paper.style = "position: fixed; inset: 0 auto auto 200%"
    paper.append(content)
    document.body.append(paper)
    event.clipboardData.setData("text/plain", paper.innerText.trim())
    event.clipboardData.setData("text/html", paper.innerHTML)
    event.preventDefault()
    paper.remove()
  })
}
