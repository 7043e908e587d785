"""The colours of the site by day, read from its stylesheet, for pictures that stand alone."""

import re
from pathlib import Path

SITE_CSS = Path(__file__).parents[1] / "material/theme/assets/stylesheets/site.css"
BY_DAY = re.compile(r"--([\w-]+): light-dark\((#\w+),")
NAMED = re.compile(r"--([\w-]+): var\(--([\w-]+)\);")


def by_day() -> dict[str, str]:
    """Each colour by the name of its CSS variable, without the dashes."""
    css = SITE_CSS.read_text(encoding="utf-8")
    colours = dict(BY_DAY.findall(css))
    return colours | {name: colours[of] for name, of in NAMED.findall(css) if of in colours}
