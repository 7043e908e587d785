"""Patch what Material's own files do that the site does not need, or must not do."""

import re

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from pygments.token import STANDARD_TYPES, Name, Text

# In a listing these have the colour of the text around them: a third of its elements less.
STANDARD_TYPES.update({Name: "", Text.Whitespace: ""})

# A tooltip names its term in the other language, too: press/words/tooltips.py.
NAMED = r"""\g<0>for(let lang of["ko","en"])if(\1.dataset[lang])\2.firstChild.append(" ",
Object.assign(document.createElement("span"),{lang,textContent:\1.dataset[lang]}));"""

SCRIPT = {
    r"\n//# sourceMappingURL=.*": "",
    # It could load from other hosts.
    r'"https://unpkg\.com/[^"]*"': '""',
    # Pages follow one another without a script, which needs no sitemap.
    r"(\?\w+\(\):(\w+),(?:[^;]*;){3}[^;]*=)\w+\(\w+\.base\)"
    r'(?=;\w+\("navigation\.instant"\))': r"\1\2",
    # Our alternates are pages, not sites: no sitemap stands beside them.
    r'"link\[rel=alternate\]"': '"link[rel=none]"',
    # The buttons of listings (copies.py) and frames of tables (tables.py) are on the page from the
    # start. Put in by the script, they have all of it laid out anew.
    r'\.\.\.\w+\("pre:not\(\.mermaid\) > code",.*?\}\)\),': "",
    r'\.\.\.\w+\("table:not\(\[class\]\)",.*?\)\),': "",
    # Light or dark is remembered when a reader chose it, not when the system did.
    r'__md_set\("__palette",\w+\)': r'document.querySelector(".md-option:checked")&&\g<0>',
    # It switched off all transitions for one change of colours: two more passes over the page.
    r'document\.body\.setAttribute\("data-md-color-switching",""\),': "",
    # The search takes a second of a laptop's work to get ready: for who opens it, not on each page.
    r'location\.protocol!=="file:"(?=\),\w+\("search"\))': "!1",
    # Its index, which marks what was searched for, too: for who comes from a search.
    r'\w+\("search\.highlight"\)(?=\?\w+\(\w+,\{index\$)': (
        'new URLSearchParams(location.search).has("h")'
    ),
    # The box hears what is pasted, dropped and dictated, too. A letter that begins a syllable of
    # Hangul is no word yet.
    r'"keyup"(\),\w+\)\.pipe\(\w+\(\(\)=>\w+\.value)(?=\))': (
        r'"input"\1.replace(/\\s*[ㄱ-ㅎㅏ-ㅣ]+$/,"")'
    ),
    # The Enter that ends a composition is not yet one of the search.
    r'\w+\(window,"keydown"\)\.pipe\(\w+\((\w+)=>!\((?=\1\.metaKey)': r"\g<0>\1.isComposing||",
    # A color-scheme that arrives has the whole page styled and laid out anew; site.css knows it.
    r'(name:"color-scheme"\}\));document\.head\.appendChild\(\w+\)': r"\1",
    r"let \w+=(\w+)\.title,(\w+)=\w+\(\w+\);": NAMED,
    # Who asks for reduced motion is not asked again by a script.
    r'"smooth"': '"auto"',
}

# A class that changed, be it of <html>, had the whole page styled anew. Our tables have none.
STYLESHEET = {
    r"table:not\(\[class\]\)": "table",
    r"\.tabbed-labels>:": ".tabbed-labels>label:",
}

PATCHED = {
    r"assets/javascripts/bundle\.\w+\.min\.js": SCRIPT,
    r"assets/stylesheets/main\.\w+\.min\.css": STYLESHEET,
}


def patch(files: Files) -> None:
    """Patch Material's script and stylesheet among the files, or say that they have changed."""
    for file in list(files):
        if file.src_uri.endswith((".js.map", ".css.map")):
            files.remove(file)
    for name, patches in PATCHED.items():
        found = [file for file in files if re.fullmatch(name, file.src_uri)]
        if len(found) != 1:
            raise PluginError(f"Material has changed, it has {len(found)} files named {name}")
        found[0].content_string = patched(found[0].content_string, patches, found[0].src_uri)


def patched(text: str, patches: dict[str, str], name: str) -> str:
    """The file's text with each pattern replaced."""
    for pattern, patch in patches.items():
        text, times = re.subn(pattern, patch, text)
        if not times:
            raise PluginError(f"Material's {name} has changed, it does not have this: {pattern}")
    return text
