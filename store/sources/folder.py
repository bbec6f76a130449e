"""The folder of sources: read when a file changes, each file whole or not at all."""

import logging
from pathlib import Path

from contract.catalogue import CLASSES
from contract.documents import tomls
from contract.errors import ContractError
from contract.sources import read
from store.sources.foreign import Foreign

log = logging.getLogger(__name__)

Signature = tuple[int, int]


class Sources:
    """The sources of a folder that may not be there. A bad file is told of once; what it last said well holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.refused: dict[str, str] = {}
        """What is wrong with the files that are refused, by the source's name."""
        self._seen: dict[Path, Signature] = {}
        self._good: dict[str, Foreign] = {}
        self._classes = [*CLASSES.values()]

    def again(self) -> None:
        """Give all of them the next time, whether they have changed or not."""
        self._seen = {}

    def changed(self) -> dict[str, Foreign] | None:
        """The sources that hold, by name, where a file is new, gone or other, or classes are; None where nothing is."""
        found = {path: signature for path in tomls([self.folder]) if (signature := _signature(path))}
        if [*CLASSES.values()] != self._classes:
            # What a source means follows the classes: each file is looked at anew.
            self._classes, self._seen = [*CLASSES.values()], {}
        if found == self._seen:
            return None
        names = {path.stem for path in found}
        self._good = {name: place for name, place in self._good.items() if name in names}
        self.refused = {name: reason for name, reason in self.refused.items() if name in names}
        for path in [path for path, signature in found.items() if self._seen.get(path) != signature]:
            self._read(path)
        self._seen = found
        return dict(self._good)

    def _read(self, path: Path) -> None:
        try:
            self._good[path.stem] = Foreign(path.stem, read(path))
        except ContractError as error:
            log.error("a source is refused%s: %s", ", the last good one holds" * (path.stem in self._good), error)
            self.refused[path.stem] = str(error)
            return
        self.refused.pop(path.stem, None)


def _signature(path: Path) -> Signature | None:
    """What tells that a file was written anew; None where it is just gone."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size
