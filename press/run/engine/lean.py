"""Runs in the WebAssembly Python itself: makes two archives of its library, without docstrings."""

import dis
import gc
import io
import json
import marshal
import zipfile
from pathlib import Path
from types import CodeType

HAS_DOCSTRING = 0x4000000


def lean(code: CodeType) -> CodeType:
    """The code without docstrings, of it and of all that stands in it."""
    consts = [lean(const) if isinstance(const, CodeType) else const for const in code.co_consts]
    flags = code.co_flags
    if flags & HAS_DOCSTRING and consts and isinstance(consts[0], str):
        consts[0] = None
        flags &= ~HAS_DOCSTRING
    elif "__doc__" in code.co_names and not flags & 2:  # of a module or a class
        last = None
        for instruction in dis.get_instructions(code):
            if instruction.offset > 80:
                break
            if (instruction.opname, instruction.argval) == ("STORE_NAME", "__doc__"):
                if last and last.opname == "LOAD_CONST" and isinstance(last.argval, str):
                    consts[last.arg or 0] = ""
                break
            last = instruction
    return code.replace(co_consts=tuple(consts), co_flags=flags)


gc.disable()
lists: dict[str, list[str]] = json.loads(Path("/task.json").read_text(encoding="utf-8"))
with zipfile.ZipFile("/usr/local/lib/python315.zip") as library:
    for name, files in lists.items():
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for file in files:
                data = library.read(file)
                if not file.startswith("numpy/"):  # it takes docstrings apart
                    data = data[:16] + marshal.dumps(lean(marshal.loads(data[16:])))
                archive.writestr(zipfile.ZipInfo(file), data)
        Path(f"/out/{name}.zip").write_bytes(out.getvalue())
