"""Which files of the wheel's library a reader gets: Python's and NumPy's, and those that plot."""

import re
from collections.abc import Iterable

PLOT = {
    *("matplotlib", "mpl_toolkits", "PIL", "contourpy", "cycler", "dateutil", "fontTools"),
    *("kiwisolver", "packaging", "pyparsing", "six"),
}
# Of these the files that match, of PLOT and of all others all, and of LEFT_OUT none.
PARTLY = {
    "PIL": r"(__init__|_\w+|Image(Chops|Color|File|Mode|Ops|Palette|Sequence)?|features|ExifTags"
    r"|(Bmp|Gif|Jpeg|Mpo|Png|Ppm|Tiff)ImagePlugin|(JpegPreset|TiffTag)s|\w*(Gradient|Palette)File)",
    "encodings": r"(__init__|aliases|ascii|charmap|cp437|cp949|cp1252|euc_kr|idna|latin_1"
    r"|(raw_)?unicode_escape|utf_\w+)",
    "fontTools": r"(__init__|agl|misc/(__init__|loggingTools|textTools))",
    "matplotlib": r"(?!testing|tests|sphinxext"
    r"|backends/(?!__init__|registry|backend_(agg|mixed|svg))).*",
    "numpy": r"(?!_pyinstaller|f2py|testing|tests|[\w/]+/tests).*",
}
LEFT_OUT = {
    # other packages
    *("attr", "attrs", "bs4", "charset_normalizer", "cloudpickle", "defusedxml", "et_xmlfile"),
    *(
        "formulaic",
        "html5lib",
        "interface_meta",
        "isympy",
        "jinja2",
        "joblib",
        "lxml",
        "markupsafe",
    ),
    *("more_itertools", "mpmath", "narwhals", "networkx", "openpyxl", "pandas", "patsy", "pypdf"),
    *("regex", "reportlab", "scipy", "seaborn", "sklearn", "soupsieve", "statsmodels", "sympy"),
    *("tabulate", "threadpoolctl", "tlz", "tomli_w", "toolz", "tqdm", "typing_extensions"),
    *("tzdata", "webencodings", "wrapt", "xlrd", "xlsxwriter", "xmltodict", "yaml"),
    # of Python's own: what asks for a network, a screen, a keyboard or another process
    *("_pydatetime", "_pyio", "_pyrepl", "asyncio", "concurrent", "curses", "dbm", "email"),
    *("ensurepip", "ftplib", "host", "http", "idlelib", "imaplib", "mailbox", "multiprocessing"),
    *("optparse", "pdb", "pickletools", "poplib", "profile", "profiling", "pstats"),
    *("pydoc", "pydoc_data", "smtplib", "socketserver", "sqlite3", "ssl", "tarfile", "tkinter"),
    *("tomllib", "turtle", "turtledemo", "venv", "webbrowser", "wsgiref", "xmlrpc", "zoneinfo"),
}


def chosen(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """The files that every listing needs, and those that the plotting ones need."""
    core: list[str] = []
    plot: list[str] = []
    for name in sorted(names):
        top, _, rest = name.removesuffix(".pyc").partition("/")
        if not name.endswith(".pyc") or top in LEFT_OUT:
            continue
        if top in PARTLY and not re.fullmatch(PARTLY[top], rest):
            continue
        (plot if top in PLOT else core).append(name)
    return core, plot
