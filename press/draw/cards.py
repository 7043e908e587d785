"""Draw the pictures that stand for the site elsewhere: a preview of each page, and the icons."""

from collections.abc import Callable
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from press.draw import fonts, palette
from press.tools.cache import cached

SIZE = (1200, 630)
FINE = 2  # drawn larger by this, then made smaller: Pillow's lines have hard edges
MARGIN = 84

COLOURS = palette.by_day()
PAPER, GROUND, INK, ACCENT = (COLOURS[name] for name in ("paper", "ground", "ink", "accent"))
RED = "#c8553d"  # of logo.svg

CURVE = ((3, 26), (14, 26), (14, 6), (29, 6))  # of logo.svg, a cubic Bézier in a square of 32
DOT = (15.2, 16, 3.4)
ICONS = {"apple-touch-icon.png": 180, "favicon.ico": 32}


def icons() -> dict[str, bytes]:
    """The icons by the names of their files."""
    return {name: icon(size, Path(name).suffix[1:]) for name, size in ICONS.items()}


def card(title: str, formula: str | None = None) -> bytes:
    """A page's preview as PNG."""
    key = "\0".join([title, str(formula), version("pillow"), version("matplotlib")])
    code = Path(__file__).read_bytes() + str(COLOURS).encode()
    return cached("cards", key.encode() + code, lambda: png(drawn(title, formula)))


def icon(size: int, kind: str) -> bytes:
    """The mark on paper."""
    image = Image.new("RGB", (size * 4, size * 4), PAPER)
    edge = size * 4 // 8
    mark(ImageDraw.Draw(image), edge, edge, size * 4 - 2 * edge)
    out = BytesIO()
    image.resize((size, size), Image.Resampling.LANCZOS).save(out, kind)
    return out.getvalue()


def drawn(title: str, formula: str | None) -> Image.Image:
    image = Image.new("RGB", [FINE * side for side in SIZE], PAPER)
    draw = ImageDraw.Draw(image)
    mark(draw, FINE * 520, FINE * -40, FINE * 700, line=GROUND, dot=GROUND, width=1.1)
    mark(draw, FINE * MARGIN, FINE * 76, FINE * 54)
    name = ImageFont.truetype(fonts.KATEX / "fonts/KaTeX_Main-Regular.ttf", FINE * 44)
    draw.text((FINE * (MARGIN + 70), FINE * 122), "mlcheats", INK, name, anchor="ls")

    bold = ImageFont.truetype(fonts.TEXT["bold.woff2"], FINE * 76)
    room = FINE * (SIZE[0] - 2 * MARGIN)
    lines = wrapped(title, lambda text: bold.getlength(text) <= room)
    height = 100 * len(lines)
    top = (SIZE[1] + 60 - height) // 2 - (60 if formula else 0)
    for number, line in enumerate(lines):
        place = (FINE * (MARGIN - 4), FINE * (top + 100 * number + 76))
        draw.text(place, line, INK, bold, anchor="ls")
    if formula:
        letters = set_formula(formula, FINE * 60)
        image.paste(ACCENT, (FINE * MARGIN, FINE * (top + height + 40)), letters)
    return image.resize(SIZE, Image.Resampling.LANCZOS)


def mark(
    draw: ImageDraw.ImageDraw,
    x: float,
    y: float,
    size: float,
    line: str = RED,
    dot: str = RED,
    width: float = 3.0,
) -> None:
    """The logo in a square of this size."""
    unit = size / 32

    def disc(centre: tuple[float, ...], radius: float, colour: str) -> None:
        left, top = x + unit * (centre[0] - radius), y + unit * (centre[1] - radius)
        draw.ellipse((left, top, left + 2 * unit * radius, top + 2 * unit * radius), colour)

    steps = 1500
    for step in range(steps + 1):
        disc(bezier(step / steps), width / 2, line)
    disc(DOT[:2], DOT[2] * (width / 3) ** 0.5, dot)


def bezier(t: float) -> tuple[float, ...]:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    return tuple(
        sum(weight * point[axis] for weight, point in zip(weights, CURVE, strict=True))
        for axis in (0, 1)
    )


def wrapped(text: str, fits: Callable[[str], bool]) -> list[str]:
    """The text in lines that fit, broken at spaces."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if fits(longer) or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def set_formula(tex: str, size: int) -> Image.Image:
    """The formula as a mask, in Computer Modern, which KaTeX's letters come from."""
    from matplotlib.font_manager import FontProperties  # slow to import, needed for new cards only
    from matplotlib.mathtext import MathTextParser

    letters = FontProperties(size=size, math_fontfamily="cm")
    return Image.fromarray(MathTextParser("agg").parse(f"${tex}$", dpi=72, prop=letters).image)


def png(image: Image.Image) -> bytes:
    out = BytesIO()
    image.quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()
