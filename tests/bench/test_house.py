"""The size of the house, measured on small checkouts."""

from pathlib import Path

import click
import pytest

from bench import ROOT, house, toy

LONG = "def long() -> None:\n" + "    print()\n" * (house.FUNCTION_CAP + 1)


def checkout(folder: Path, **files: str) -> Path:
    """A checkout with these files; `__` in a name stands for the next folder."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_lines_are_told_by_room_and_the_product_has_no_bench_no_tests_and_no_store(tmp_path: Path) -> None:
    checkout(
        tmp_path,
        web__gate="x = 1\n" * 7,
        analytics__engine__step="x = 1\n" * 20,
        bench__loop="x = 1\n" * 300,
        packages__fluxlite__http="x = 1\n" * 1000,
        packages__fluxlite__tests__test_http="x = 1\n" * 5000,
        tests__test_x="x = 1\n",
    )
    (tmp_path / "web" / "two.py").write_text("def f() -> None:\n    pass\n\n\ndef g() -> None:\n    pass\n")
    rows = [line.split() for line in house.measure(tmp_path, check=False).replace("│", " ").splitlines()]
    counts = {" ".join(words[:-3]): words[-3:] for words in rows if len(words) > 3}
    assert counts["web"] == ["2", "13", "13"]
    assert counts["engine"] == counts["analytics"] == ["1", "20", "20"]
    assert counts["fluxlite"] == ["1", "1,000", "1,000"]
    assert counts["tests"] == ["2", "5,001", "5,001"]
    assert counts["the product without fluxlite"] == ["3", "33", "33"]
    assert counts["the same with bench"] == ["4", "333", "333"]


def test_folders_that_import_each_other_in_whatever_file_are_a_pair(tmp_path: Path) -> None:
    checkout(
        tmp_path,
        analytics__engine__step="from analytics.layers import duty\n",
        analytics__layers__duty="import analytics.ground.clock\n",
        analytics__layers__cusum="def f() -> None:\n    from analytics.engine.state import State\n",
        analytics__ground__clock="import analytics.ground.units\n",
    )
    assert house.pairs(house.files(tmp_path)) == [("engine", "layers")]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"web__a": LONG}, "web/a.py:1 long"),
        ({"web__a": "x = 1\n" * (house.FILE_CAP + 1) + "def f() -> None: ...\n"}, "web/a.py: 402 lines"),
        ({"web__a": "def f() -> None:\n" + "    print()\n" * 9}, "median function"),
        ({"analytics__a__x": "import analytics.b.x\n", "analytics__b__x": "import analytics.a.x\n" + LONG}, "a and b"),
    ],
)
def test_what_is_past_a_cap_is_named(tmp_path: Path, files: dict[str, str], said: str) -> None:
    with pytest.raises(click.ClickException, match=said):
        house.measure(checkout(tmp_path, **files), check=True)


def test_a_checkout_without_a_tuple_of_layers_is_measured_without_a_toy(tmp_path: Path) -> None:
    assert "not tried" in house.measure(
        checkout(tmp_path, web__a="def f() -> None: ...\n\n\ndef g() -> None: ...\n"), False
    )


def test_a_toy_layer_takes_a_file_and_an_entry() -> None:
    assert toy.edits(ROOT) == ["analytics/layers/order.py", "analytics/layers/toy.py"]
