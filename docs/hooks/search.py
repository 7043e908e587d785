"""Give Material's search worker the project's own search.js, with the terms of docs/terms.yml."""

import json
import re
from pathlib import Path

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

HERE = Path(__file__).parent
TERMS = HERE.parent / "terms.yml"
WORKER_LOADS = "assets/javascripts/lunr/min/lunr.ko.min.js"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    terms = yaml.safe_load(TERMS.read_text(encoding="utf-8"))
    names = json.dumps(synonyms(terms, config.theme["language"]), ensure_ascii=False)
    script = (HERE / "search.js").read_text(encoding="utf-8")
    content = script.replace("const TERMS = {}", f"const TERMS = {names}")
    files.remove(files.src_uris[WORKER_LOADS])
    files.append(File.generated(config, WORKER_LOADS, content=content))
    return files


def synonyms(terms: list[dict], language: str) -> dict[str, list[str]]:
    """Each term as a text of this language has it, and the words under which it is found too."""
    found: dict[str, list[str]] = {}
    for term in terms:
        others = [term["en"], term["ko"], *term.get("also", []), *term.get("never", [])]
        words = [word for name in others for word in (*split(name), "".join(split(name)))]
        found["".join(split(term[language]))] = sorted(set(words) - set(split(term[language])))
    return found


def split(name: str) -> list[str]:
    return re.findall(r"\w+", name.lower())
