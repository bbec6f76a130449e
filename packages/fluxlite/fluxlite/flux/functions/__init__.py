"""The functions of Flux that are supported, by theme; `load` registers them all."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules


@cache
def load() -> None:
    """Import every module of this package, so that its functions register themselves."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
