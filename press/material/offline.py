"""Make a site that can be read from disk, without a network: MLCHEATS_OFFLINE=true mkdocs build.

Material's own plugin does it; what it would load from another host, the build puts in the site.
"""

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from press.tools import node

# Lets the search run without a server, from which alone a browser would start a real worker.
SHIM = "assets/javascripts/iframe-worker.js"


def configure(config: MkDocsConfig) -> None:
    """Tell the theme's templates whether the site is one to be read from disk."""
    config.extra["offline"] = config.plugins["material/offline"].config.enabled
    if config.extra["offline"]:
        config.extra["polyfills"] = [SHIM]


def add_shim(files: Files, config: MkDocsConfig) -> None:
    """Add the script without which a search from disk has no worker."""
    if config.extra["offline"]:
        script = (node.MODULES / "iframe-worker/shim/index.js").read_text(encoding="utf-8")
        files.append(File.generated(config, SHIM, content=script))
