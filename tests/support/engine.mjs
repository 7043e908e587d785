// node engine.mjs RUN: runs pages in the engine of the folder RUN. What comes in is [[listing, …], …],
// a page each; what goes out is a line of JSON for each message, {page: n} before each page's.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { gunzipSync } from "node:zlib"

const run = process.argv[2]
const { Python } = await import(pathToFileURL(join(run, "python.js")).href)
const manifest = JSON.parse(readFileSync(join(run, "manifest.json"), "utf8"))
const unpacked = Object.fromEntries(
  ["python", "core", "site", "plot"].map((part) => {
    const { buffer, byteOffset, length } = gunzipSync(readFileSync(join(run, manifest[part])))
    return [part, buffer.slice(byteOffset, byteOffset + length)]
  }),
)
const module = new WebAssembly.Module(unpacked.python)
const check = readFileSync(new URL("engine_page.py", import.meta.url), "utf8")

const pages = JSON.parse(readFileSync(0, "utf8"))
for (const [number, listings] of pages.entries()) {
  console.log(JSON.stringify({ page: number }))
  const python = new Python((line) => console.log(line.startsWith("\x1e") ? line.slice(1) : JSON.stringify({ said: line })))
  for (const part of ["core", "site", "plot"]) python.unpack(unpacked[part])
  for (const [path, , name] of manifest.distant) python.add(path, new Uint8Array(readFileSync(join(run, name))))
  await python.start(module)
  const task = JSON.stringify(JSON.stringify(listings))
  python.run(`import os, sys
sys.path[:0] = ["/site"]
sys.path.append("/usr/local/lib/plot.zip")
os.chdir("/project")
${check}
check_page(__import__("json").loads(${task}))`)
}
