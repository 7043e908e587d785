// Python, NumPy and Matplotlib as WebAssembly, and the disk that they see: for the worker of a page
// and for Node.
import { WASI, File, OpenFile, Directory, PreopenDirectory, ConsoleStdout } from "./shim/index.js"

const LIBRARY = "/usr/local/lib"
const VARIABLES = ["TMPDIR=/tmp", "HOME=/tmp", "MPLCONFIGDIR=/tmp", "PYTHONTZPATH="]

class Disk extends PreopenDirectory {
  constructor(name) {
    super(name, new Map())
  }
  fd_fdstat_get() {
    const { ret, fdstat } = super.fd_fdstat_get()
    fdstat.fs_rights_base = fdstat.fs_rights_inherited = 0x1fffffffn
    return { ret, fdstat }
  }
  folder(names) {
    let folder = this.dir
    for (const name of names) {
      if (!folder.contents.has(name)) folder.contents.set(name, new Directory(new Map()))
      folder = folder.contents.get(name)
    }
    return folder
  }
}

/** A file that is fetched when Python opens it. */
export class Distant extends File {
  constructor(bytes, fetched) {
    super([], { readonly: true })
    Object.assign(this, { bytes, fetched })
  }
  get size() {
    return BigInt(this.bytes)
  }
  path_open(...how) {
    try {
      if (!this.data.length) this.data = this.fetched()
    } catch {
      return { ret: 29, fd_obj: null } // an I/O error
    }
    return super.path_open(...how)
  }
}

export class Python {
  constructor(hear) {
    this.hear = hear // of each line that is printed
    this.disk = new Disk("/")
    // Inside an archive that Python imports from, a folder of its own.
    this.plots = new Disk(`${LIBRARY}/plot.zip/matplotlib/mpl-data`)
    this.lib = new Disk(LIBRARY)
    for (const folder of ["tmp", "project", "usr/local/lib"]) this.disk.folder(folder.split("/"))
  }

  add(path, data) {
    const [place, names] = path.startsWith("mpl-data/")
      ? [this.plots, path.split("/").slice(1)]
      : path.startsWith("lib/")
        ? [this.lib, path.split("/").slice(1)]
        : [this.disk, path.split("/")]
    const file = data instanceof File ? data : new File([], { readonly: true })
    if (file !== data) file.data = data
    const name = names.pop()
    place.folder(names).contents.set(name, file)
  }

  /** A pack: the length of its index, the index as JSON, [[path, size], …], and the files. */
  unpack(buffer) {
    let at = 4 + new DataView(buffer).getUint32(0, true)
    const index = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, at - 4)))
    for (const [path, size] of index) {
      this.add(path, new Uint8Array(buffer, at, size))
      at += size
    }
  }

  async start(module) {
    const told = ConsoleStdout.lineBuffered(this.hear)
    const nothing = new OpenFile(new File([]))
    const files = [nothing, told, told, this.lib, this.plots, this.disk]
    const wasi = new WASI(["/usr/local/bin/python.wasm"], VARIABLES, files, { debug: false })
    const imports = { wasi_snapshot_preview1: wasi.wasiImport, host: { call: () => -1 } }
    this.instance = wasi.inst = await WebAssembly.instantiate(module, imports)
    this.instance.exports._initialize?.()
  }

  run(source) {
    const { memory, host_alloc, turn } = this.instance.exports
    const bytes = new TextEncoder().encode(source)
    const place = host_alloc(bytes.length)
    new Uint8Array(memory.buffer).set(bytes, place)
    return turn(place, bytes.length)
  }

  written(folder) {
    const files = this.disk.folder(folder.split("/")).contents
    return [...files].map(([name, { data }]) => [name, data])
  }
}
