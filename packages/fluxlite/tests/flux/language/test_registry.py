"""The table of what is supported: whole, readable, and the source of refusals."""

import re
from pathlib import Path

from fluxlite.flux import functions
from fluxlite.flux.language import known
from fluxlite.flux.language.registry import supported

functions.load()
SUPPORTED = [item for item in supported() if item.package != "internal"]


def test_every_supported_function_is_one_that_flux_has() -> None:
    own = {(item.package, item.name) for item in SUPPORTED}
    assert {pair for pair in own if not known.exists(*pair)} == set()


def test_every_supported_function_says_what_it_does() -> None:
    assert [item.name for item in SUPPORTED if not (item.run.__doc__ or "").strip()] == []


def test_the_smallest_list_is_supported() -> None:
    wanted = (
        "from buckets range filter aggregateWindow window group keep drop rename map pivot yield sort limit first last "
        "mean min max sum count distinct fill keys set duplicate stateDuration difference derivative elapsed union "
        "findRecord findColumn tableFind getColumn getRecord now join median quantile stddev spread top bottom "
        "cumulativeSum increase integral movingAverage timeShift reduce to float int uint string bool time duration "
        "toFloat toInt toUInt toString toBool toTime contains length"
    )
    universe = {item.name for item in SUPPORTED if item.package == "universe"}
    assert set(wanted.split()) - universe == set()


def test_the_readme_lists_what_is_supported() -> None:
    text = (Path(functions.__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w/]+)` \| (.+) \|$", text, re.MULTILINE)
    listed = {(package, name) for package, names in rows for name in names.split(", ")}
    assert listed == {(item.package, item.name) for item in SUPPORTED}
