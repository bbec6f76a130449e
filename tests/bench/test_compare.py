"""The speeds of two checkouts in turns; the checkouts here only say what they are told to."""

from pathlib import Path

import pytest

from bench import compare
from bench.score.measure import Speed, _speeds
from contract.errors import ForewarnError

SAYS = """
from pathlib import Path
count = Path("count")
count.write_text(count.read_text() + "x" if count.exists() else "x")
print("│ Forewarn, all layers │", {speed} * len(count.read_text()), "│")
"""


def checkout(folder: Path, text: str) -> Path:
    (folder / "forewarn").mkdir(parents=True)
    (folder / "forewarn" / "__main__.py").write_text(text, encoding="utf-8")
    return folder


def test_what_the_bench_of_scoring_prints_can_be_read() -> None:
    text = _speeds([Speed("Forewarn, all layers", 1_234_567, 800), Speed("statsmodels: STL", 42, 1)], 100)
    text += "400 series, compiled: 214,785 points/s; the same text not compiled: 14,635 points/s, ratio 15\n"
    wanted = {"Forewarn, all layers": 1_234_567, "statsmodels: STL": 42, "compiled": 214_785, "not compiled": 14_635}
    assert compare.speeds(text) == wanted


def test_checkouts_take_turns_and_the_median_ratio_counts(tmp_path: Path) -> None:
    old, new = checkout(tmp_path / "old", SAYS.format(speed=100)), checkout(tmp_path / "new", SAYS.format(speed=150))
    (row,) = [line for line in compare.side_by_side(old, new, 3, 200, 1).splitlines() if "Forewarn" in line]
    assert row.replace("│", "").split()[-3:] == ["200", "300", "1.500"]


def test_a_checkout_that_tells_no_speed_is_named(tmp_path: Path) -> None:
    with pytest.raises(ForewarnError, match=f"{tmp_path}.*tells no speeds"):
        compare.measure(checkout(tmp_path / "old", "raise SystemExit(3)"), 1, 200, 1)
