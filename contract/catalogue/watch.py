"""Files of classes that are looked at again while a process runs: taken over whole, or refused with the reason."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from contract.catalogue.live import CLASSES, SHIPPED
from contract.catalogue.reading import classes
from contract.catalogue.stack import PARTS
from contract.catalogue.types import ClassSpec
from contract.documents import DocumentError, tomls
from contract.threads import endure

log = logging.getLogger(__name__)

EVERY_S = 3.0
"""How often files are looked at."""

Stamp = tuple[Path, int, int]


class Watch:
    """The classes that ship and those of a user's folder; what is wrong with the files is told in `CLASSES.refused`."""

    def __init__(self, own: Path) -> None:
        self.folders = (SHIPPED, own)
        # What ships was read when this process began.
        self._stamps = _stamps([SHIPPED])
        self._looked = False

    def changed(self) -> Mapping[str, ClassSpec] | None:
        """Every class as the files have it now; None where they have not changed, or are refused."""
        stamps, first = _stamps(self.folders), not self._looked
        self._looked = True
        if stamps == self._stamps:
            return None
        self._stamps = stamps
        try:
            found = classes(self.folders)
        except DocumentError as error:
            CLASSES.refused = str(error)
            log.error("the classes in force stay: %s", error)
            return None
        # What a process begins with is no news, least of all to who typed a command.
        log.log(logging.DEBUG if first else logging.INFO, "classes read: %s", ", ".join(found))
        return found

    def again(self) -> None:
        """Let the files count as changed: what they say was not taken over."""
        self._stamps = []

    def adopt(self) -> None:
        """Put in force what the files say, where they have changed."""
        if (found := self.changed()) is not None:
            self.swap(found)

    def swap(self, found: Mapping[str, ClassSpec]) -> None:
        """Put these in force."""
        CLASSES.swap(found, self.folders)

    def follow(self, stop: Callable[[float], bool] | None = None) -> threading.Thread:
        """Adopt every few seconds in a thread of its own, until `stop(seconds)`, which waits, is true."""
        wait = stop or threading.Event().wait

        def look() -> None:
            while not wait(EVERY_S):
                self.adopt()

        return endure("classes", look)


@cache
def watch(own: Path) -> Watch:
    """The one watch of this process over a user's folder."""
    return Watch(own)


def _stamps(folders: Sequence[Path]) -> list[Stamp]:
    found = []
    for path in tomls([folder / part for folder in folders for part in ("", PARTS)]):
        with suppress(OSError):
            state = path.stat()
            found.append((path, state.st_mtime_ns, state.st_size))
    return found
