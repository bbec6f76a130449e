"""What a start finds in the journal and the columns lack."""

import logging
from collections.abc import Callable
from pathlib import Path

from fluxlite.storage.records import WriteRecord, decode
from fluxlite.storage.salvage import payloads
from fluxlite.storage.segment import segments

log = logging.getLogger("fluxlite.storage")


def replay(folder: Path, covered: int, apply: Callable[[WriteRecord], None], between: Callable[[], None]) -> int:
    """Apply the records behind the last segment that the columns cover; gives the number of the last segment.

    `between` is called at the end of each segment. Segments that are covered are removed. Raises OSError or ValueError
    where one cannot be read.
    """
    found = segments(folder)
    last = max([covered, *(number for number, _ in found)])
    _tell_of_gaps(folder, set(range(covered + 1, last + 1)) - {number for number, _ in found})
    for number, path in found:
        if number <= covered:
            path.unlink()
            continue
        for payload in payloads(path):
            apply(decode(payload))
        between()
    return last


def _tell_of_gaps(folder: Path, missing: set[int]) -> None:
    """Say that points are lost with a part of the folder: the columns, as a whole or lately, or the journal's files."""
    if missing:
        log.error(
            "in %s the points of the journal's segments %d to %d are missing: columns.duckdb was lost or is older than "
            "the journal, or segments were removed", folder, min(missing), max(missing),
        )  # fmt: skip
