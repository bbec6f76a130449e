"""Kernels: loops over samples that are compiled to machine code, for what numpy can only do in many passes.

A kernel takes arrays and numbers alone, and is written so that it gives the same result uncompiled, only slower; its
tests may call it so as `kernel.py_func`. What was compiled is kept for the next start: beside the source, or in the
user's cache where the source cannot be written, or not at all where neither can.

Numba looks at a kernel's own file to tell whether what it kept is still good. A kernel has what it calls and the
constants of other files compiled in, so here all files count that its module imports.
"""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

_Function = TypeVar("_Function", bound=Callable[..., Any])

_PACKAGE = Path(__file__).resolve().parents[1]
_IMPORT = re.compile(rf"^from ((?:{_PACKAGE.name}|contract)[\w.]*) import (\([^)]*\)|.+)", re.MULTILINE)


def kernel(function: _Function) -> _Function:
    """Compile a function at its first call."""
    return _compiled(function)


def in_place(function: _Function) -> _Function:
    """Compile a function that makes no array and gives none back: it fills those that it is handed.

    Then nobody need count who holds an array. Where tuples of many arrays go from function to function, that counting
    takes many times as long as the work itself. What such a kernel calls must be of its kind, too; it becomes part of
    the caller, or each call would copy the tuples.
    """
    return _compiled(function, _nrt=False, forceinline=True)


def _compiled(function: _Function, **options: Any) -> _Function:
    folder = _folder(function.__module__)
    config: Any = numba.config
    before, config.CACHE_DIR = config.CACHE_DIR, folder
    try:
        return cast(_Function, numba.njit(cache=bool(folder), error_model="numpy", **options)(function))
    finally:
        config.CACHE_DIR = before


@cache
def _folder(module: str) -> str:
    """Where the kernels of a module are kept, apart for each text of its sources; empty where nothing can be written.

    What was kept of another text is removed.
    """
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(sources(module)))).hexdigest()[:16]
    for base in places(dict(os.environ)):
        folder = base / f"{module}-{digest}"
        if _writable(folder):
            for old in set(base.glob(f"{module}-*")) - {folder}:
                shutil.rmtree(old, ignore_errors=True)
            return str(folder)
    return ""


def places(environment: dict[str, str]) -> list[Path]:
    """The folders that may hold compiled kernels, the first that can be written is taken."""
    given = environment.get("NUMBA_CACHE_DIR")
    home = Path(environment.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    user = home / "forewarn" / hashlib.sha256(str(_PACKAGE).encode()).hexdigest()[:16]
    return [Path(given)] if given else [_PACKAGE / "__pycache__", user]


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


@cache
def sources(module: str) -> frozenset[Path]:
    """The files of ours that a module is made of: its own and those of all that it imports, of the contract as well."""
    found: set[Path] = set()
    waiting = [module]
    while waiting:
        path = _PACKAGE.parent.joinpath(*waiting.pop().split(".")).with_suffix(".py")
        if path.is_file() and path not in found:
            found.add(path)
            for package, names in _IMPORT.findall(path.read_text(encoding="utf-8")):
                waiting += [package, *(f"{package}.{name}" for name in re.findall(r"\w+", names))]
    return frozenset(found)
