"""A start without pandas: where it is installed, Arrow would load it, a third of a second and 25 MB for nothing."""

import sys
from importlib.abc import MetaPathFinder


class _WithoutPandas(MetaPathFinder):
    """Says of pandas that it is not installed, which Arrow takes as it is."""

    def find_spec(self, fullname: str, *_: object) -> None:
        if fullname == "pandas":
            raise ImportError(fullname)


def without_pandas() -> None:
    """Keep pandas out of this process; to be called before anything that loads Arrow."""
    sys.meta_path.insert(0, _WithoutPandas())
