"""Leave out of Material's own files what the site neither needs nor wants to load."""

import re


def on_files(files, config):
    for file in list(files):
        if file.src_uri.endswith((".js.map", ".css.map")):
            files.remove(file)
        elif re.fullmatch(r"assets/javascripts/bundle\.\w+\.min\.js", file.src_uri):
            file.content_string = without_hosts(file.content_string)
    return files


def without_hosts(script):
    """Material's script without the addresses of what it could load from elsewhere."""
    script = re.sub(r'"https://unpkg\.com/[^"]*"', '""', script)
    return re.sub(r"\n//# sourceMappingURL=.*", "", script)
