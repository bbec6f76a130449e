"""The classes that are in force, as one mapping whose content is swapped whole when the files change."""

from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path

from contract.catalogue.reading import classes
from contract.catalogue.types import ClassSpec

SHIPPED = Path(str(resources.files("machines")))
"""The folder of the classes that ship."""


class Catalogue(Mapping[str, ClassSpec]):
    """The classes in force by name. Ask it anew each time: a copy does not hear of files that have changed."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._found: Mapping[str, ClassSpec] = classes(folders)
        self.folders = tuple(folders)
        """Where the files of these classes are."""
        self.version = 0
        """How often other classes were put in force."""
        self.refused = ""
        """Why the files as they are now are not in force: file, line, key and reason; "" where they are."""

    def __getitem__(self, name: str) -> ClassSpec:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def swap(self, found: Mapping[str, ClassSpec], folders: Sequence[Path] = ()) -> None:
        """Put other classes in force, all at once; from the same folders where none are named."""
        self._found, self.folders = found, tuple(folders) or self.folders
        self.version += 1
        self.refused = ""


CLASSES = Catalogue([SHIPPED])
"""Every asset class by its name."""
