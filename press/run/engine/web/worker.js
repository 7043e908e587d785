// Runs the listings of one page, one at a time: the page waits, this may not.
import { Distant, Python } from "./python.js"

const here = new URL("./", import.meta.url)
const SHELF = "mlcheats-python"

const manifest = fetch(new URL("manifest.json", here), { cache: "no-cache" }).then(answered)

function answered(answer) {
  if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`)
  return answer.json()
}

// What was fetched once is kept, however short the host lets a browser keep things, until the site
// has another.
async function kept(name) {
  const url = new URL(name, here)
  try {
    const shelf = await caches.open(SHELF)
    const there = await shelf.match(url)
    if (there) return there
    const answer = await fetch(url)
    if (answer.ok) await shelf.put(url, answer.clone())
    return answer
  } catch (error) {
    if (error.name === "TypeError") throw error // no network
    return fetch(url) // no shelf: not a secure place, none allowed, or none left
  }
}

async function forget(names) {
  try {
    const shelf = await caches.open(SHELF)
    for (const { url } of await shelf.keys())
      if (url.startsWith(here.href) && !names.includes(url.slice(here.href.length))) shelf.delete(url)
  } catch {}
}

async function packed(part, type) {
  const answer = await kept((await manifest)[part])
  if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`)
  const stream = answer.body.pipeThrough(new DecompressionStream("gzip"))
  return new Response(stream, { headers: { "content-type": type ?? "" } })
}

const unpacked = async (part) => (await packed(part)).arrayBuffer()

function hear(line) {
  postMessage(line.startsWith("\x1e") ? JSON.parse(line.slice(1)) : { error: line + "\n" })
}

function distant(name, bytes) {
  return new Distant(bytes, () => {
    postMessage({ fetching: bytes })
    const request = new XMLHttpRequest() // a worker may wait
    request.open("GET", new URL(name, here), false)
    request.responseType = "arraybuffer"
    request.send()
    postMessage({ fetched: true })
    if (request.status >= 400) throw new Error(`${request.status}`)
    return new Uint8Array(request.response)
  })
}

async function start(module) {
  const python = new Python(hear)
  const [compiled, core, site, { distant: files, ...parts }] = await Promise.all([
    module ?? packed("python", "application/wasm").then(WebAssembly.compileStreaming),
    unpacked("core"),
    unpacked("site"),
    manifest,
  ])
  forget(Object.values(parts))
  if (!module) postMessage({ module: compiled }) // for the next worker, when this one is stopped
  python.unpack(core)
  python.unpack(site)
  for (const [path, bytes, name] of files) python.add(path, distant(name, bytes))
  await python.start(compiled)
  python.run('import os, sys\nsys.path.insert(0, "/site")\nos.chdir("/project")\nimport inside')
  return python
}

async function plot(python) {
  python.unpack(await unpacked("plot"))
  python.run('sys.path.append("/usr/local/lib/plot.zip")')
}

let started, plotting

onmessage = async ({ data: { module, listings, number, needs, edited } }) => {
  try {
    const python = await (started ??= start(module))
    // A listing below none that plots does not plot.
    if (listings.slice(0, number + 1).some((text) => /matplotlib|pylab/.test(text)))
      await (plotting ??= plot(python))
    postMessage({ running: true })
    const task = JSON.stringify(JSON.stringify([listings, number, needs, edited]))
    python.run(`inside.run(*__import__("json").loads(${task}))`)
    postMessage({ done: true })
  } catch (error) {
    postMessage({ crash: String(error), network: error.name === "TypeError" })
  }
}
