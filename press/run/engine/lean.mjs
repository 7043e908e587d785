// node lean.mjs FOLDER: has the Python in there make its library smaller, and Matplotlib's list of
// fonts. The results stand in FOLDER/out.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

const folder = process.argv[2]
const { Python } = await import(pathToFileURL(join(folder, "python.js")).href)
const module = new WebAssembly.Module(readFileSync(join(folder, "python.wasm")))
const read = (name) => new Uint8Array(readFileSync(join(folder, name)))

async function python(files, source) {
  const python = new Python((line) => console.error(line))
  for (const [path, data] of files) python.add(path, data)
  python.disk.folder(["out"])
  await python.start(module)
  if (python.run(source)) process.exit(1)
  return python
}

mkdirSync(join(folder, "out"), { recursive: true })
const keep = (files) => files.forEach(([name, data]) => writeFileSync(join(folder, "out", name), data))

const lean = await python(
  [["lib/python315.zip", read("library.zip")], ["task.json", read("task.json")]],
  readFileSync(join(folder, "lean.py"), "utf8"),
)
const made = new Map(lean.written("out"))
keep([...made])

const fonts = readdirSync(join(folder, "fonts")).map((name) => [`mpl-data/fonts/ttf/${name}`, read(`fonts/${name}`)])
const plots = await python(
  [
    ["lib/python315.zip", made.get("core.zip")],
    ["lib/plot.zip", made.get("plot.zip")],
    ["mpl-data/matplotlibrc", read("matplotlibrc")],
    ...fonts,
  ],
  `import sys; sys.path.append("/usr/local/lib/plot.zip")
import matplotlib.font_manager`,
)
keep(plots.written("tmp").filter(([name]) => name.startsWith("fontlist")))
