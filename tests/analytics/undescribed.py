"""A class of which nothing is written but units: what its signals are like has to be learned."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from contract.catalogue import CLASSES, ClassSpec
from contract.catalogue.live import SHIPPED
from contract.catalogue.reading import classes

NAME = "press"
TEXT = """label = "Press"
duty = ["stroke_mm"]

[signals.force_kn]
unit = "kN"

[signals.oil_temp_c]
unit = "°C"

[signals.stroke_mm]
unit = "mm"
role = "duty"
"""


def class_without_facts(folder: Path) -> AbstractContextManager[ClassSpec]:
    """The class `press`, in force beside those that ship while it lasts; its file is written into the folder."""
    return written(folder, NAME, TEXT)


@contextmanager
def written(folder: Path, name: str, text: str) -> Iterator[ClassSpec]:
    """A class in force beside those that ship while it lasts; its file, with that text, is written into the folder."""
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    before = dict(CLASSES)
    CLASSES.swap(classes([SHIPPED, folder]))
    try:
        yield CLASSES[name]
    finally:
        CLASSES.swap(before)
