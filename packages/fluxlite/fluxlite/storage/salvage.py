"""Reading a segment of the journal, whatever happened to it: a damaged record costs itself, and not those behind it.

Behind a damaged record the next marker is looked for. No client knows it, so no text of a client is ever taken for a
record.
"""

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from fluxlite.storage import earlier
from fluxlite.storage.segment import BEGIN, MAGIC, OVERHEAD, is_cut_off, record_at

log = logging.getLogger("fluxlite.journal")


def payloads(path: Path) -> Iterator[bytes]:
    """The sound records of a segment, oldest first. Raises ValueError for a deletion of an earlier version.

    What a kill left unfinished at the end was never acknowledged, and is passed over. Anything else that is not sound
    is told in the log with its place and size, and the file is kept aside.
    """
    data = path.read_bytes()
    if data.startswith(earlier.MAGIC):
        yield from earlier.payloads(data)
        return
    marker = _marker(data)
    position = BEGIN
    while position < len(data):
        payload = record_at(data, position, marker)
        if payload is None:
            position = _behind_damage(path, data, position, marker)
        else:
            yield payload
            position += OVERHEAD + len(payload)


def _marker(data: bytes) -> bytes:
    """The marker of a segment: what the beginning says, or else, where that is damaged, its first record."""
    said, copy = data[len(MAGIC) : BEGIN], data[BEGIN : BEGIN + BEGIN - len(MAGIC)]
    return said if data.count(said) > 1 else copy


def _behind_damage(path: Path, data: bytes, position: int, marker: bytes) -> int:
    """The place of the next sound record behind one that is not, or the end; says what is lost."""
    beyond = data.find(marker, position + 1)
    while beyond != -1 and record_at(data, beyond, marker) is None:
        beyond = data.find(marker, beyond + 1)
    if beyond == -1 and is_cut_off(data, position):
        log.warning("%s: the last %d bytes are an unfinished record", path.name, len(data) - position)
        return len(data)
    end = len(data) if beyond == -1 else beyond
    records = max(1, data.count(marker, position, end))
    log.error(
        "%s: %d bytes from byte %d on are damaged; records lost: %d; the file is kept as %s",
        path.name, end - position, position, records, _keep_aside(path).name,
    )  # fmt: skip
    return end


def _keep_aside(path: Path) -> Path:
    """A second name for the file, which stays when the journal drops the first: it takes no room, unlike a copy."""
    aside = path.with_suffix(".damaged")
    if not aside.exists():
        try:
            os.link(path, aside)
        except OSError:  # not every file system has second names
            shutil.copyfile(path, aside)
    return aside
