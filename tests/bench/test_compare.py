"""The speeds of two checkouts in turns; what a checkout scores is faked by one that says what it is told to."""

import re
from pathlib import Path

import pytest

from bench import ROOT, compare
from contract.errors import ForewarnError


def checkout(folder: Path, fleet: str) -> Path:
    (folder / "bench" / "score").mkdir(parents=True)
    (folder / "bench" / "score" / "fleet.py").write_text(fleet, encoding="utf-8")
    return folder


def test_two_checkouts_and_the_old_one_again_score_the_same_fleet_in_turns() -> None:
    rows = [line.replace("│", "").split() for line in compare.measure(ROOT, 2, 200).splitlines() if "│" in line]
    assert [" ".join(row[:-4]) for row in rows] == ["old", "new", "old again"]
    assert rows[0][-3:] == ["1.000", "1.000", "1.000"]
    assert all(re.fullmatch(r"[1-9][\d,]+", row[-4]) for row in rows)


def test_the_median_of_the_ratios_of_each_turn_counts() -> None:
    assert compare._row("new", [(100, 150), (50, 100), (200, 100)]) == ("new", "100", "1.500", "0.500", "2.000")


def test_a_checkout_that_cannot_score_is_told_of_in_its_own_words(tmp_path: Path) -> None:
    with pytest.raises(ForewarnError, match=r"cannot score the fleet.*no fleet here"):
        compare.measure(checkout(tmp_path / "old", "raise SystemExit('no fleet here')"), 1, 200)
