"""Take what the site does not need, or must not do, out of Material's own files."""

import re

from pygments.token import STANDARD_TYPES, Name, Text

# In a listing these have the colour of the text around them: a third of its elements less.
STANDARD_TYPES.update({Name: "", Text.Whitespace: ""})


def on_files(files, config):
    for file in list(files):
        if file.src_uri.endswith((".js.map", ".css.map")):
            files.remove(file)
        elif re.fullmatch(r"assets/javascripts/bundle\.\w+\.min\.js", file.src_uri):
            file.content_string = mended(file.content_string)
        elif re.fullmatch(r"assets/stylesheets/main\.\w+\.min\.css", file.src_uri):
            file.content_string = precise(file.content_string)
    return files


# In place of Material's resolving of all addresses when a page has loaded: that sets the href of
# each stylesheet, so the whole page is styled and laid out twice. They are needed when a link leads
# to another page. A page loaded anew may also have others behind it, which it did not load.
RESOLVING = """{let from=location.pathname;
addEventListener("click",({target})=>{if(target.closest("a")){from="";RESOLVE(document)}},true);
addEventListener("popstate",event=>{if(from&&from!==location.pathname){
event.stopImmediatePropagation();location.reload()}},true)}"""


def precise(sheet):
    """Material's stylesheet, by which a class that changes has no longer the whole page styled."""
    sheet = sheet.replace("table:not([class])", "table")  # ours have no class
    return sheet.replace(".tabbed-labels>:", ".tabbed-labels>label:")


def mended(script):
    """Material's script without the hosts it could load from, and safe for pages with SVG."""
    script = re.sub(r'"https://unpkg\.com/[^"]*"', '""', script)
    # Instant navigation assigns to the href of each element, which those inside an SVG refuse.
    script = script.replace('"[href], [src]"', '"[href]:not(svg *), [src]"')
    # Our alternates are pages, not sites: no sitemap stands beside them.
    script = script.replace('"link[rel=alternate]"', '"link[rel=none]"')
    # The buttons of listings (copies.py) and frames of tables (tables.py) are on the page from the
    # start. Put in by the script, they have all of it laid out anew.
    script = re.sub(r'\.\.\.\w+\("pre:not\(\.mermaid\) > code",.*?\}\)\),', "", script)
    script = re.sub(r'\.\.\.\w+\("table:not\(\[class\]\)",.*?\)\),', "", script)
    # Light or dark is remembered when a reader chose it, not when the system did.
    chosen = r'document.querySelector(".md-option:checked")&&\g<0>'
    script = re.sub(r'__md_set\("__palette",\w+\)', chosen, script)
    # It switched off all transitions for one change of colours: two more passes over the page.
    script = script.replace('document.body.setAttribute("data-md-color-switching",""),', "")
    # The search takes a second of a laptop's work to get ready: for who opens it, not on each page.
    script = re.sub(r'location\.protocol!=="file:"(?=\),\w+\("search"\))', "!1", script)
    # A color-scheme that arrives has the whole page styled and laid out anew; site.css knows it.
    script = re.sub(r'(name:"color-scheme"\}\));document\.head\.appendChild\(\w+\)', r"\1", script)
    script = re.sub(
        r'\$\(document\)\.subscribe\((\w+)\);(?=let \w+=\w+\(document\.body,"click"\))',
        lambda found: RESOLVING.replace("RESOLVE", found[1]),
        script,
    )
    # Who asks for reduced motion is not asked again by a script.
    script = script.replace('"smooth"', '"auto"')
    return re.sub(r"\n//# sourceMappingURL=.*", "", script)
