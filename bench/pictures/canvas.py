"""One look for all pictures, and small files that come out the same every time."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from PIL import Image

SOUND, BROKEN, LIMIT, QUIET = "#2b6ca3", "#c8372d", "#8a5a00", "#8b949e"
LINES = (SOUND, "#b8620b", "#3a7d44", "#7a4ea3")
SHADES = ("#f3f4f5", "#ffe9b0", "#cfead3", "#cfe3f7", "#f5d3df", "#e0d5f3", "#fbd5bf", "#c9ece8", "#ece5b8")
_DPI = 94
_COLOURS = 128
_STYLE: Any = {  # matplotlib declares its keys as a literal of all of them
    "font.family": "DejaVu Sans",  # comes with matplotlib, so that every machine draws the same
    "font.size": 8,
    "axes.titlesize": 7.5,
    "axes.labelsize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": QUIET,
    "axes.linewidth": 0.7,
    "axes.formatter.useoffset": False,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "xtick.color": "#444c56",
    "ytick.color": "#444c56",
    "legend.fontsize": 7,
    "legend.frameon": False,
    "lines.linewidth": 0.9,
}


@contextmanager
def canvas(path: Path, width_in: float, height_in: float) -> Iterator[Figure]:
    """A figure that is written to `path` as a PNG of few colours; white, so that it reads on light and dark pages."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width_in, height_in), layout="constrained", facecolor="white")
        yield figure
        drawn = BytesIO()
        figure.savefig(drawn, dpi=_DPI)
    full = Image.open(drawn).convert("RGB")
    few = full.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=4, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
