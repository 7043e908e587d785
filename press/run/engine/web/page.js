// The page's side of a run: what is pressed, what is shown. Fetched with the first press.
const here = new URL("./", import.meta.url)
const WORDS = {
  ko: {
    wait: "파이썬을 가져오는 중 …",
    run: "실행 중 …",
    data: "자료 {} MB를 가져오는 중 …",
    done: "{}초 걸렸다.",
    nothing: "출력이 없다.",
    all: "출력이 적힌 대로 나왔다.",
    some: "적힌 것과 다른 출력이 있다: {}곳.",
    failed: "오류가 났다.",
    stop: "멈춤",
    stopped: "멈췄다.",
    undo: "고친 것 되돌리기",
    network: "가져오지 못했다. 네트워크를 확인하고 다시 누른다.",
    crash: "파이썬이 멈췄다. 다시 누르면 새로 시작한다.",
    output: "출력",
    code: "고칠 코드. Ctrl+Enter로 실행, Esc로 나가기",
    same: "적힌 대로 나왔다",
    other: "적힌 것과 다르다",
    figure: "실행해서 그린 그림",
  },
  en: {
    wait: "Getting Python …",
    run: "Running …",
    data: "Getting {} MB of data …",
    done: "Done in {} s.",
    nothing: "It prints nothing.",
    all: "The output is as written.",
    some: "Output that differs from what is written: {}.",
    failed: "It failed.",
    stop: "Stop",
    stopped: "Stopped.",
    undo: "Undo the changes",
    network: "It could not be fetched. Check the network and press again.",
    crash: "Python has crashed. Press again to start anew.",
    output: "Output",
    code: "Code to edit. Ctrl+Enter runs it, Esc leaves",
    same: "As written",
    other: "Differs from what is written",
    figure: "Figure drawn by the run",
  },
}
const words = () => WORDS[document.documentElement.lang] ?? WORDS.en
const say = (what, value) => words()[what].replace("{}", value)

const style = document.createElement("link")
Object.assign(style, { rel: "stylesheet", href: new URL("page.css", here).href })
document.head.append(style)

const original = new WeakMap() // the HTML of the listings that are edited
let needs // of each page: for each listing, the lines that it needs of those above
let worker, module, current

export function press(button) {
  const pre = button.closest("pre")
  if (button.dataset.run === "run") run(pre)
  else if (button.dataset.run === "edit") edit(pre)
  else undo(pre)
}

const codeOf = (pre) => pre.querySelector("code")
const nameOf = (pre) =>
  pre.querySelector(".md-code__nav > a").getAttribute("href").split("/").pop().slice(0, -3)

// Editing

export function restore(pre, text) {
  begin(pre)
  codeOf(pre).textContent = text
}

function begin(pre) {
  const code = codeOf(pre)
  if (original.has(code)) return
  original.set(code, code.innerHTML)
  Object.assign(code, { spellcheck: false, translate: false })
  code.addEventListener("input", () => remember(pre, code.textContent))
  code.addEventListener("keydown", (event) => {
    if (!code.isContentEditable) return
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      run(pre)
    } else if (event.key === "Escape") {
      pre.querySelector("[data-run=run]").focus()
    }
  })
  const button = pre.querySelector("[data-run=edit]").cloneNode()
  Object.assign(button, { title: words().undo })
  const [listing] = button.getAttribute("aria-label").split(":")
  button.setAttribute("aria-label", `${listing}: ${words().undo}`)
  button.dataset.run = "undo"
  pre.querySelector("[data-run=edit]").after(button)
}

function edit(pre) {
  begin(pre)
  const code = codeOf(pre)
  for (const [name, value] of Object.entries({
    role: "textbox",
    "aria-multiline": true,
    "aria-label": words().code,
  }))
    code.setAttribute(name, value)
  code.contentEditable = "plaintext-only"
  if (!code.isContentEditable) code.contentEditable = "true"
  code.focus()
}

function undo(pre) {
  const code = codeOf(pre)
  code.innerHTML = original.get(code)
  original.delete(code)
  for (const name of ["contenteditable", "role", "aria-multiline", "aria-label"])
    code.removeAttribute(name)
  pre.querySelector("[data-run=undo]").remove()
  pre.querySelector("[data-run=edit]").focus()
  remember(pre, null)
  clear(pre)
}

function remember(pre, text) {
  try {
    if (text == null) sessionStorage.removeItem(`mlcheats-${nameOf(pre)}`)
    else sessionStorage.setItem(`mlcheats-${nameOf(pre)}`, text)
  } catch {} // no storage is allowed
}

// Running

async function run(pre) {
  stop()
  clear(pre)
  const listings = [...document.querySelectorAll("pre:has([data-run=run])")]
  const name = nameOf(pre)
  current = { ...panel(pre), pre, figures: 0, right: 0, wrong: 0 }
  const mine = current
  show(worker ? "run" : "wait")
  try {
    needs ??= await fetch(new URL("needs.json", here), { cache: "no-cache" }).then((it) => it.json())
  } catch {
    if (current === mine) fail("network")
    return
  }
  if (current !== mine) return
  if (!worker) fresh()
  worker.postMessage({
    module,
    listings: listings.map((each) => codeOf(each).textContent),
    number: listings.indexOf(pre),
    needs: needs[name.slice(0, name.lastIndexOf("-"))],
    edited: listings.flatMap((each, n) => (original.has(codeOf(each)) ? [n] : [])),
  })
}

function fresh() {
  worker = new Worker(new URL("worker.js", here), { type: "module", name: "python" })
  worker.onmessage = ({ data }) => hear(data)
  worker.onerror = (event) => {
    event.preventDefault()
    hear({ crash: event.message ?? "", network: !event.message })
  }
}

function stop() {
  if (!current) return
  worker?.terminate()
  worker = null
  end(words().stopped)
}

function hear(message) {
  if (message.module) module = message.module
  if (!current) return
  if (message.running) show("run")
  if (message.fetching) show("data", (message.fetching / 1e6).toFixed(1))
  if (message.fetched) show("run")
  if (message.out) write(message.out)
  if (message.error) write(message.error, "run-error")
  if (message.svg) draw(message.svg)
  if (message.mark) mark(message.mark, message.ok)
  if (message.failed) {
    current.failed = true
    underline(message.line)
  }
  if (message.seconds != null) current.seconds = message.seconds
  if (message.crash != null) {
    if (message.crash && !message.network) write(message.crash, "run-error")
    fail(message.network ? "network" : "crash")
  } else if (message.done) end(verdict())
}

function fail(why) {
  worker?.terminate()
  worker = null
  current.failed = true
  end(words()[why])
}

function verdict() {
  const { failed, seconds, right, wrong, out, figures } = current
  if (failed) return words().failed
  const parts = [say("done", seconds.toFixed(1))]
  if (wrong) parts.push(say("some", wrong))
  else if (right) parts.push(words().all)
  else if (out.hidden && !figures) parts.push(words().nothing)
  return parts.join(" ")
}

// Showing

function panel(pre) {
  const result = document.createElement("div")
  result.className = "run-result"
  result.dataset.searchExclude = ""
  const bar = document.createElement("p")
  const state = document.createElement("span")
  state.setAttribute("role", "status")
  const button = document.createElement("button")
  Object.assign(button, { type: "button", className: "run-stop", textContent: words().stop, onclick: stop })
  bar.append(state, button)
  const out = document.createElement("pre")
  Object.assign(out, { className: "run-output", tabIndex: 0, hidden: true })
  out.setAttribute("role", "group")
  out.setAttribute("aria-label", words().output)
  result.append(bar, out)
  pre.closest(".highlight").after(result)
  return { result, state, button, out }
}

function clear(pre) {
  CSS.highlights?.delete("run-error")
  for (const each of pre.querySelectorAll(".run-mark")) each.remove()
  const next = pre.closest(".highlight").nextElementSibling
  if (next?.classList.contains("run-result")) next.remove()
}

function show(what, value) {
  current.state.textContent = say(what, value)
}

function end(text) {
  const { state, button, pre } = current
  state.textContent = text
  if (document.activeElement === button) pre.querySelector("[data-run=run]").focus()
  button.remove()
  current = null
}

function write(text, kind) {
  const { out } = current
  out.hidden = false
  const span = document.createElement("span")
  if (kind) span.className = kind
  span.textContent = text
  out.append(span)
}

function draw(svg) {
  const number = ++current.figures
  const figure = document.createElement("figure")
  figure.className = "figure"
  // As press/draw/figures.py has it: ids of its own, and no plain href.
  figure.innerHTML = svg.replaceAll("§", `r${number}-`).replaceAll(" href=", " xlink:href=")
  const drawn = figure.firstElementChild
  drawn.setAttribute("role", "img")
  drawn.setAttribute("aria-label", words().figure)
  current.result.append(figure)
}

/** Beside the line that says what is printed: whether it was. */
function mark(line, ok) {
  current[ok ? "right" : "wrong"]++
  const range = lineOf(codeOf(current.pre), line)
  if (!range) return
  const span = document.createElement("span")
  span.className = "run-mark"
  span.dataset.ok = ok
  span.title = words()[ok ? "same" : "other"]
  const { pre } = current
  span.style.top = `${range.getBoundingClientRect().top - pre.getBoundingClientRect().top}px`
  pre.append(span)
}

/** The line that raised, without a change to the listing's elements. */
function underline(line) {
  const range = line && CSS.highlights && lineOf(codeOf(current.pre), line)
  if (range) CSS.highlights.set("run-error", new Highlight(range))
}

function lineOf(code, line) {
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT)
  const range = new Range()
  let at = 1
  let begun = false
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (let i = 0; i <= node.data.length; i++) {
      if (at === line && !begun && i < node.data.length) {
        range.setStart(node, i)
        begun = true
      }
      if (begun) range.setEnd(node, i)
      if (node.data[i] === "\n" && at++ === line) return begun && range
    }
  return begun && range
}

// Another page comes without a load: what runs here is nobody's any more.
document$.subscribe(() => {
  if (current && !current.pre.isConnected) {
    worker?.terminate()
    worker = null
    current = null
  }
})
