"""The classes that are in force, as one mapping whose content is swapped whole when the files change."""

from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path

from contract.catalogue.reading import classes
from contract.catalogue.types import ClassSpec

SHIPPED = Path(str(resources.files("machines")))
"""The folder of the classes that ship."""


class Catalogue(Mapping[str, ClassSpec]):
    """The classes in force by name. Ask it anew each time: a copy does not hear of files that have changed."""

    def __init__(self, found: Mapping[str, ClassSpec]) -> None:
        self._found = found

    def __getitem__(self, name: str) -> ClassSpec:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def swap(self, found: Mapping[str, ClassSpec]) -> None:
        """Put other classes in force, all at once."""
        self._found = found


CLASSES = Catalogue(classes([SHIPPED]))
"""Every asset class by its name."""
