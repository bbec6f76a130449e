"""The worst that `forewarn backtest`, `check` and `discover` may be given: a sentence that names the place, a status,
and nothing half written."""

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.command import clean_environment

MAPPING = """time = { column = "time", format = "iso" }
asset = "HIST-1"
asset_class = "machine"
site = "hall"
run_state = { column = "state" }
[columns]
"bearing" = { signal = "bearing_temp_c" }
"""
ROWS = [f"2024-03-01T{n // 6:02d}:{n % 6}0:00Z,running,{45 + n % 7 / 10}" for n in range(144)]
STRANGE = [row.rpartition(",")[0] for row in ROWS[5:9]]
FILES = {
    "map.toml": MAPPING,
    "wrong.toml": MAPPING.replace("bearing_temp_c", "bearing"),
    "good.csv": "\n".join(["time,state,bearing", *ROWS]),
    "empty.csv": "",
    "header.csv": "time,state,bearing\n",
    "nan.csv": "\n".join(
        [
            "time,state,bearing",
            *(f"{row},{n}" for row, n in zip(STRANGE, ("NaN", "inf", "-inf", "1e999"), strict=True)),
            *ROWS[9:],
        ]
    ),
    "date.csv": "asset,start,end,what\nHIST-1,2024-03-01,,x\nHIST-1,31.3.2024,,y\n",
    "nobody.csv": "asset,start\n,2024-03-01\n",
    "columns.csv": "asset,begin\nHIST-1,2024-03-01\n",
    "other.csv": "asset,start\nHIST-9,2024-03-01\nHIST-1,2025-03-01\n",
}
RUN = """
import json, sys
from click.testing import CliRunner
from forewarn.cli import main
done = {line: CliRunner().invoke(main, line.split()) for line in json.load(sys.stdin)}
print(json.dumps({line: [one.exit_code, one.output, repr(one.exception)] for line, one in done.items()}))
"""
CASES = {
    "backtest empty.csv --mapping map.toml": (1, "empty.csv is empty"),
    "backtest header.csv --mapping map.toml": (1, "nothing in header.csv can be judged; it holds no reading"),
    "backtest nan.csv --mapping map.toml": (1, "nan.csv: bearing: 3 of 138 are not finite numbers, first row 3: 'inf'"),
    "backtest gone.csv --mapping map.toml": (1, "gone.csv cannot be read: No such file or directory"),
    "backtest good.csv --mapping wrong.toml": (1, "wrong.toml, line 7: columns.bearing.signal: 'bearing' is no signal"),
    "backtest good.csv --mapping map.toml --labels date.csv": (1, "start: date.csv, line 3: '31.3.2024' is no time"),
    "backtest good.csv --mapping map.toml --labels nobody.csv": (1, "asset: nobody.csv, line 2: empty"),
    "backtest good.csv --mapping map.toml --labels columns.csv": (1, "columns.csv, line 1: needs the columns asset"),
    "backtest good.csv --mapping map.toml --labels other.csv": (
        3,
        "labels: 'HIST-9' is no asset here; there is HIST-1",
    ),
    "backtest good.csv --mapping map.toml --from 2030-01-01": (1, "all of it lies before that time"),
    "backtest good.csv --mapping map.toml --report /proc/r.html": (2, "--report: nothing can be written into /proc"),
    "discover empty.csv": (1, "empty.csv is empty"),
    "discover header.csv": (1, "header.csv has no rows"),
    "check header.csv --mapping map.toml": (1, "header.csv: nothing in header.csv can be judged; it holds no reading"),
    "check gone.csv --mapping map.toml": (1, "gone.csv cannot be read: No such file or directory"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all of them."""
    folder = tmp_path_factory.mktemp("worst")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def done(folder: Path) -> Mapping[str, tuple[int, str, str]]:
    """What came of each command: its status, what it said, and the exception that ended it."""
    ran = subprocess.run(
        [sys.executable, "-c", RUN], input=json.dumps(list(CASES)), cwd=folder, env=clean_environment(),
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    found: dict[str, tuple[int, str, str]] = json.loads(ran.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("command", CASES)
def test_it_is_told_in_a_sentence_that_names_the_place(done: Mapping[str, tuple[int, str, str]], command: str) -> None:
    status, said, ended = done[command]
    assert (status, ended.startswith("SystemExit")) == (CASES[command][0], True), (said, ended)
    assert CASES[command][1] in said


def test_nothing_is_written_for_what_could_not_be_found_out(
    folder: Path, done: Mapping[str, tuple[int, str, str]]
) -> None:
    assert done
    assert not (folder / "own").exists()


def test_a_process_that_is_killed_leaves_the_report_that_was_there_or_a_whole_one(folder: Path) -> None:
    page = folder / "r.html"
    page.write_text("the one of yesterday", encoding="utf-8")
    words = ("backtest", "good.csv", "--mapping", "map.toml", "--report", "r.html")
    process = subprocess.Popen(
        [sys.executable, "-m", "forewarn", *words], cwd=folder, env=clean_environment(), stdout=subprocess.DEVNULL
    )
    time.sleep(2)
    process.kill()
    process.wait(60)
    left = page.read_text(encoding="utf-8")
    assert left == "the one of yesterday" or left.rstrip().endswith("</html>")
