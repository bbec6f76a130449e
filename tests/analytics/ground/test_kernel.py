"""Kernels: what was compiled is kept where that is possible, and forgotten when anything that is in it changes."""

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from analytics.ground import kernel

SCALAR = """
from analytics.ground.kernel import kernel

FACTOR = 2

@kernel
def twice(x):
    return FACTOR * x
"""
LOOP = """
from analytics.ground.kernel import kernel
from analytics.scalar import twice

@kernel
def over(x):
    return twice(x)
"""
CALL = "import numba; from analytics.loop import over; print(over(3), sum(over.stats.cache_hits.values()))"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package like ours with two kernels, one of which calls the other."""
    ground = tmp_path / "analytics" / "ground"
    ground.mkdir(parents=True)
    shutil.copy(kernel.__file__, ground)
    (ground.parent / "scalar.py").write_text(SCALAR)
    (ground.parent / "loop.py").write_text(LOOP)
    return ground.parent


def call(package: Path) -> str:
    """What a new process gets from the loop, and how often it found that compiled."""
    environment = {"HOME": str(package.parent / "home"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CALL],
        cwd=package.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_was_compiled_is_found_by_the_next_process(package: Path) -> None:
    assert [call(package), call(package)] == ["6 0", "6 1"]


def test_a_change_in_what_a_kernel_calls_compiles_it_anew_and_leaves_nothing_old(package: Path) -> None:
    call(package)
    (package / "scalar.py").write_text(SCALAR.replace("FACTOR = 2", "FACTOR = 5"))
    assert call(package) == "15 0"
    assert len(list((package / "__pycache__").glob("analytics.loop-*"))) == 1


def test_where_the_package_cannot_be_written_the_users_cache_is_taken(package: Path) -> None:
    (package / "__pycache__").write_text("a file is no folder")
    assert [call(package), call(package)] == ["6 0", "6 1"]
    assert list((package.parent / "home" / ".cache" / "forewarn").iterdir())


def test_where_nothing_can_be_written_a_kernel_is_compiled_at_every_start(package: Path) -> None:
    (package / "__pycache__").write_text("a file is no folder")
    (package.parent / "home").write_text("a file is no folder")
    assert [call(package), call(package)] == ["6 0", "6 0"]


def test_a_folder_that_is_asked_for_is_the_only_one() -> None:
    assert kernel.places({"NUMBA_CACHE_DIR": "/a"}) == [Path("/a")]


def test_the_sources_of_a_module_are_its_own_and_all_that_it_imports() -> None:
    names = {path.name for path in kernel.sources("analytics.layers.cusum")}
    assert {"cusum.py", "columns.py"} <= names
    assert "robust.py" not in names


def test_a_kernel_that_makes_no_arrays_fills_those_that_it_is_handed() -> None:
    @kernel.in_place
    def double(values: npt.NDArray[np.float64]) -> None:
        for place in range(len(values)):
            values[place] *= 2

    values = np.arange(3.0)
    double(values)
    assert values.tolist() == [0, 2, 4]


def test_a_kernel_counts_the_figures_that_it_takes_from_the_contract() -> None:
    assert kernel._PACKAGE.parent / "contract" / "levels.py" in kernel.sources("analytics.verdict.alarm")
