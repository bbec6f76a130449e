"""Exports that are measured."""

from bench.export import measure


def test_each_form_is_measured() -> None:
    text = measure(values=2800)
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in text.splitlines() if line.startswith("│")]
    assert [row[0] for row in rows] == ["csv", "parquet", "arrow"]
    assert all(float(row[1]) > 0 and float(row[3]) > 0 for row in rows)
