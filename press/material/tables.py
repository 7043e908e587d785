"""Let each table scroll sideways, in the frame that Material's script gives it after the layout."""


def framed(content: str) -> str:
    """The HTML with a frame around each table."""
    opening = '<div class="md-typeset__scrollwrap"><div class="md-typeset__table"><table>'
    return content.replace("<table>", opening).replace("</table>", "</table></div></div>")
