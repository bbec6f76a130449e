"""The files of tests that run first."""

from tests.support.order import LONG, place
from tests.support.store import ROOT


def test_every_file_that_is_to_run_first_is_there_and_comes_before_the_others_in_its_place() -> None:
    paths = [ROOT / "tests" / name for name in LONG]
    assert [path for path in paths if not path.is_file()] == []
    assert [place(path) for path in (*paths, ROOT / "tests/test_order.py")] == list(range(len(LONG) + 1))
