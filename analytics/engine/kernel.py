"""Kernels: loops over samples that are compiled to machine code, for what numpy can only do in many passes.

A kernel takes arrays and numbers alone, and is written so that it gives the same result uncompiled, only slower; its
tests may call it so as `kernel.py_func`. What was compiled is kept beside the source for the next start.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

_Function = TypeVar("_Function", bound=Callable[..., Any])


def kernel(function: _Function) -> _Function:
    """Compile a function at its first call."""
    return cast(_Function, numba.njit(cache=True, error_model="numpy")(function))
