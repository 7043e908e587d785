"""Ask for an explicit id on every heading, so that anchors survive rewording and translation."""

import logging
from functools import partial

from markdown.extensions.toc import slugify

log = logging.getLogger("mkdocs.hooks.headings")


def on_page_markdown(markdown, page, config, files):
    # The toc extension makes up an id only where the page gives none.
    config.mdx_configs["toc"]["slugify"] = partial(missing, page.file.src_uri)
    config.mdx_configs["toc"]["permalink_title"] = config.extra["words"]["permalink"]
    return markdown


def missing(page, heading, separator):
    log.warning(f"{page}: the heading “{heading}” needs an id of its own, such as {{ #softmax }}")
    return slugify(heading, separator)
