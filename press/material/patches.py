"""Patch what Material's own files do that the site does not need, or must not do."""

import re

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files
from pygments.token import STANDARD_TYPES, Name, Text

# In a listing these have the colour of the text around them: a third of its elements less.
STANDARD_TYPES.update({Name: "", Text.Whitespace: ""})

# In place of Material's resolving of all addresses when a page has loaded: that sets the href of
# each stylesheet, so the whole page is styled and laid out twice. They are needed when a link leads
# to another page. A page loaded anew may also have others behind it, which it did not load.
RESOLVING = r"""{let from=location.pathname;
addEventListener("click",({target})=>{if(target.closest("a")){from="";\1(document)}},true);
addEventListener("popstate",event=>{if(from&&from!==location.pathname){
event.stopImmediatePropagation();location.reload()}},true)}"""

SCRIPT = {
    r"\n//# sourceMappingURL=.*": "",
    # It could load from other hosts.
    r'"https://unpkg\.com/[^"]*"': '""',
    # Instant navigation assigns to the href of each element, which those inside an SVG refuse.
    r'"\[href\], \[src\]"': '"[href]:not(svg *), [src]"',
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
    # Nor is its index fetched for words to be marked, where the address names none.
    r'(\w+)\(\[(\w+),(?=(\w+)\.pipe\([^>]{,20}\b(\w+)\(\w=>!!\w\.searchParams\.get\("h"\))': (
        r"\1([/[?&]h=/.test(location.search)?\2:\3.pipe(\4(()=>!1)),"
    ),
    # A color-scheme that arrives has the whole page styled and laid out anew; site.css knows it.
    r'(name:"color-scheme"\}\));document\.head\.appendChild\(\w+\)': r"\1",
    r'\$\(document\)\.subscribe\((\w+)\);(?=let \w+=\w+\(document\.body,"click"\))': RESOLVING,
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
