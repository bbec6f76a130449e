"""What holds for all tests."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Tests run beside others: a time says nothing here.
# Each run draws other examples, and there are many runs: fifty a property are enough.
settings.register_profile("fluxlite", deadline=None, max_examples=50)
settings.load_profile("fluxlite")

# BLAS threads fight over the cores with the servers that the tests start.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Tests speak to this machine alone.
for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
    os.environ.pop(name, None)
    os.environ.pop(name.lower(), None)

LONG = (
    "http/test_process.py",
    "http/test_start.py",
    "http/test_full_disk.py",
    "queries/test_attacks.py",
    "queries/test_clients_that_leave.py",
    "storage/test_reader.py",
    "http/test_goldens.py",
    "storage/test_kills.py",
    "http/test_columns_that_fail.py",
    "flux/run/test_pushdown.py",
    "storage/test_histories.py",
)
"""The files that take longest, here; they run first, or one process would be at them when the others are done."""

_PLACE = {Path(__file__).parent / name: place for place, name in enumerate(LONG)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first."""
    items.sort(key=lambda item: _PLACE.get(item.path, len(LONG)))
