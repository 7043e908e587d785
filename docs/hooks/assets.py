"""Take what the site does not need, or must not do, out of Material's own files."""

import re


def on_files(files, config):
    for file in list(files):
        if file.src_uri.endswith((".js.map", ".css.map")):
            files.remove(file)
        elif re.fullmatch(r"assets/javascripts/bundle\.\w+\.min\.js", file.src_uri):
            file.content_string = mended(file.content_string)
    return files


def mended(script):
    """Material's script without the hosts it could load from, and safe for pages with SVG."""
    script = re.sub(r'"https://unpkg\.com/[^"]*"', '""', script)
    # Instant navigation assigns to the href of each element, which those inside an SVG refuse.
    script = script.replace('"[href], [src]"', '"[href]:not(svg *), [src]"')
    # Our alternates are pages, not sites: no sitemap stands beside them.
    script = script.replace('"link[rel=alternate]"', '"link[rel=none]"')
    return re.sub(r"\n//# sourceMappingURL=.*", "", script)
