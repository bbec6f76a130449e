"""All pictures and the page, one after the other."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bench.pictures import data_faults, days, effects, page
from bench.pictures.families import FAMILIES, families, picture
from collectors import registry


def draw(docs: Path) -> None:
    """Write `simulators.md` and the pictures that it shows; pictures that it no longer shows are deleted."""
    folder = docs / page.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    works = pictures()
    for old in {path.name for path in folder.glob("*.png")} - set(works):
        (folder / old).unlink()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for name, work in progress.track(works.items(), description="drawing"):
            work(folder / name)
    (docs / "simulators.md").write_text(page.text(), encoding="utf-8")


def pictures() -> dict[str, Callable[[Path], None]]:
    """What draws each picture, by file name."""
    works: dict[str, Callable[[Path], None]] = {page.day(kind): partial(days.draw, kind) for kind in registry.KINDS}
    for name in FAMILIES:
        works |= {picture(name, family): partial(effects.draw, modes) for family, modes in families(name).items()}
    return works | {"sensors.png": data_faults.draw_sensors, "transport.png": data_faults.draw_transport}
