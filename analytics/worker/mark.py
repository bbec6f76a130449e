"""How far the past of a source was judged: a small file, so that whoever is ended half way goes on from there."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from contract.files import write_whole

OWN = "telemetry"
"""The file of our own bucket; that of a source begins with `source-`."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is judged lies from `begin` to before `until`, where the worker began to read; down to `reached` it was.

    `told` are the assets that another worker has judged before, None where nobody has looked yet. Times are ns.
    """

    begin: int
    until: int
    reached: int
    told: Sequence[str] | None = None

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.reached <= self.begin


_WRITTEN = TypeAdapter(Mark)


def file_of(folder: Path, source: str | None) -> Path:
    """The file of a source, or of our own bucket (None)."""
    return folder / f"{OWN if source is None else f'source-{source}'}.json"


def load(file: Path) -> Mark | None:
    """What a file says; None where there is none. One that cannot be read leaves nothing to be done."""
    try:
        return _WRITTEN.validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError):
        return Mark(0, 0, 0, ())


def save(file: Path, mark: Mark) -> None:
    """Write a mark; the file changes whole or not at all. Raises `OSError`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, _WRITTEN.dump_json(mark).decode())
