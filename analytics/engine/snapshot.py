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

VERSION = 3
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
    part = folder / f"{NAME}.part"
    with part.open("wb") as handle:
        handle.write(body.getbuffer())
        handle.flush()
        os.fsync(handle.fileno())
    part.rename(folder / NAME)


def load(folder: Path) -> tuple[State, dict[str, Any], Arrays] | None:
    """The last snapshot of the folder, its `extra` and `more`; None where there is none. Raises `SnapshotError`."""
    path = folder / NAME
    if not path.exists():
        return None
    try:
        # Opened here, as numpy leaves a damaged file open.
        with path.open("rb") as handle, np.load(handle, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        data = json.loads(arrays.pop("json").tobytes())
        if data["version"] != VERSION:
            raise SnapshotError(f"{path} is of version {data['version']}, this worker reads version {VERSION}")
        more = {name[len(_MORE) :]: arrays.pop(name) for name in list(arrays) if name.startswith(_MORE)}
        return State.load(arrays, data["state"]), data["extra"], more
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise SnapshotError(f"{path} cannot be read: {error}") from error
