"""The worker's memory on disk: arrays as .npz and the rest as JSON, in one file that appears whole or not at all.

A snapshot of another version, or one that is damaged, is refused: the worker then learns anew, and says so.
"""

import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analytics.engine.state import State
from contract.files import write_whole

VERSION = 10
NAME = "worker.npz"
_MORE = "more."
"""What the names of arrays that are not the state's begin with."""


class SnapshotError(Exception):
    """A snapshot that cannot be used, and why."""


Arrays = dict[str, npt.NDArray[Any]]


def save(folder: Path, state: State, extra: dict[str, Any], more: Arrays) -> None:
    """Write the state, and `extra` plain data and `more` arrays beside it, over the last snapshot of the folder."""
    arrays, data = state.dump()
    arrays |= {_MORE + name: value for name, value in more.items()}
    text = json.dumps({"version": VERSION, "state": data, "extra": extra})
    body = io.BytesIO()
    np.savez(body, allow_pickle=False, json=np.frombuffer(text.encode(), np.uint8), **arrays)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / NAME, body.getbuffer())


def load(folder: Path) -> tuple[State, dict[str, Any], Arrays] | None:
    """The last snapshot of the folder, its `extra` and `more`; None where there is none. Raises `SnapshotError`."""
    path = folder / NAME
    if not os.path.lexists(path):
        return None
    try:
        return _read(path)
    except SnapshotError:
        raise
    except Exception as error:
        # Whatever is wrong with the file, the worker has to be told so, and not to end.
        raise SnapshotError(f"{path} cannot be read: {type(error).__name__} {str(error)[:200]}") from error


def set_aside(folder: Path) -> Path | None:
    """Keep a snapshot that was refused under another name, so that the next one has its place; gives where it is.

    None where it could not be moved: it is then written over, if that can be.
    """
    path, number = folder / NAME, 1
    while os.path.lexists(aside := folder / f"{NAME}.refused-{number}"):
        number += 1
    try:
        return path.rename(aside)
    except OSError:
        return None


def _read(path: Path) -> tuple[State, dict[str, Any], Arrays]:
    if not path.is_file():
        raise SnapshotError(f"{path} is no file")
    with path.open("rb") as handle, zipfile.ZipFile(handle) as stored:
        members = stored.infolist()
        room = path.stat().st_size
        # Snapshots are not compressed: none holds more than the file is long.
        if any(member.compress_type for member in members) or sum(member.file_size for member in members) > room:
            raise SnapshotError(f"{path} claims to hold more than its {room} bytes")
        arrays = {member.filename.removesuffix(".npy"): _array(stored, member) for member in members}
    data = json.loads(arrays.pop("json").tobytes())
    if data["version"] != VERSION:
        raise SnapshotError(f"{path} is of version {data['version']}, this worker reads version {VERSION}")
    more = {name[len(_MORE) :]: arrays.pop(name) for name in list(arrays) if name.startswith(_MORE)}
    return State.load(arrays, data["state"]), data["extra"], more


def _array(stored: zipfile.ZipFile, member: zipfile.ZipInfo) -> npt.NDArray[Any]:
    """One array, no larger than what is there; the archive's checksum tells whether it is what was written."""
    with stored.open(member) as part:
        version = np.lib.format.read_magic(part)
        header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, columns_first, dtype = header(part)
        if dtype.hasobject:
            raise ValueError(f"{member.filename} holds objects")
        flat = np.frombuffer(part.read(), dtype)
    return flat.reshape(shape, order="F" if columns_first else "C").copy(order="K")
