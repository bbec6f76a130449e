"""The embedded store beside what is under it."""

import re

import numpy as np

from bench.store import Load, measure


def test_the_lines_and_the_columns_hold_the_same_values() -> None:
    load = Load(assets=3, signals=4, samples=5)
    (body,) = load.bodies()
    written = np.sort(np.asarray(re.findall(rb"[ ,]s\d+=([\d.]+)", body), dtype=float))
    assert len(written) == load.values
    assert written.tolist() == np.sort(load.columns()["value"].to_numpy()).tolist()


def test_each_figure_of_the_store_stands_beside_its_limit() -> None:
    text = measure(assets=4, signals=2, samples=120)
    assert "960 values of 8 series" in text
    assert text.count("the same in SQL") == 4
    assert "values a second" in text
