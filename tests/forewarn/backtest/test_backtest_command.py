"""`forewarn backtest` as a user runs it."""

import re
from pathlib import Path

import numpy as np
import pytest

from contract.time import HOUR, MINUTE, rfc3339
from tests.analytics.backtest.recordings import START, recording, spoilt
from tests.support.command import forewarn

MAPPING = """
time = { column = "time", format = "iso" }
asset = "HIST-1"
asset_class = "machine"
site = "hall"
run_state = { column = "state" }
[columns]
"bearing" = { signal = "bearing_temp_c" }
"""
BEGIN = START + 36 * HOUR


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two and a half days of a pump whose bearing is far too hot for six hours, its mapping and labels."""
    folder = tmp_path_factory.mktemp("recordings")
    of = spoilt(recording(2.5), BEGIN, BEGIN + 6 * HOUR, 75.0)
    rows = zip(of.time.tolist(), np.round(of.values[0], 2).tolist(), strict=True)
    lines = [f"{rfc3339(time)},running,{value}" for time, value in rows]
    (folder / "m.csv").write_text("\n".join(["time,state,bearing", *lines]) + "\n", encoding="utf-8")
    (folder / "map.toml").write_text(MAPPING, encoding="utf-8")
    failures = f"HIST-1,{rfc3339(BEGIN + HOUR)},{rfc3339(BEGIN + 6 * HOUR)},seized <bearing>"
    (folder / "failures.csv").write_text(f"asset,start,end,what\n{failures}\n", encoding="utf-8")
    return folder


def test_a_failure_in_the_middle_is_found_and_the_page_needs_nothing_beside_itself(folder: Path) -> None:
    done = forewarn(
        "backtest", "m.csv", "--mapping", "map.toml", "--labels", "failures.csv", "--report", "r.html", folder=folder
    )
    assert done.returncode == 0, done.stderr
    said = re.sub(r"\s+", " ", done.stdout)
    assert "1 warned of, 0 missed; 0 false alarms" in said
    assert "Bearing temperature is 7" in said
    assert re.search(r"2024-03-01 HIST-1 normal 0 - Still learning", said)
    assert re.search(r"2024-03-02 HIST-1 warning \d+ [1-9]\.\d+ Bearing temperature Bearing temperature is 7", said)
    page = (folder / "r.html").read_text(encoding="utf-8")
    assert "seized &lt;bearing&gt;" in page
    assert "over its limit of 60" in page
    assert "Yes, 50 min before." in page
    assert "belongs to seized &lt;bearing&gt;" in page
    assert "false alarm<" not in page
    assert page.count("<svg") == 3
    assert not re.search(r'(src|href)="[^#]|@import|url\(', page)


def test_a_missed_failure_and_refused_cells_are_told_by_the_exit_status(folder: Path) -> None:
    (folder / "other.csv").write_text("asset,start,end,what\nHIST-2,2024-03-01,,other\n", encoding="utf-8")
    short = (folder / "m.csv").read_text(encoding="utf-8").splitlines()[:100]
    (folder / "short.csv").write_text("\n".join(short) + "\n", encoding="utf-8")
    (folder / "broken.csv").write_text("\n".join([*short, "2024-03-09T00:00:00Z,running,hot"]), encoding="utf-8")
    missed = forewarn("backtest", "short.csv", "--mapping", "map.toml", "--labels", "other.csv", folder=folder)
    assert missed.returncode == 3
    assert "0 warned of, 1 missed" in re.sub(r"\s+", " ", missed.stdout)
    broken = forewarn("backtest", "broken.csv", "--mapping", "map.toml", folder=folder)
    assert broken.returncode == 1
    assert "'hot'" in broken.stderr


def test_a_recording_of_which_nothing_can_be_judged_is_an_error(folder: Path) -> None:
    (folder / "nothing.csv").write_text("time,state,bearing\nnever,running,1\n", encoding="utf-8")
    done = forewarn("backtest", "nothing.csv", "--mapping", "map.toml", folder=folder)
    assert done.returncode == 1
    assert "nothing in nothing.csv can be judged; nothing.csv: time: 1 are no time as iso" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_recording_of_two_hours_at_ten_seconds_is_judged_by_what_its_first_samples_showed(folder: Path) -> None:
    time = START + MINUTE // 6 * np.arange(720)
    lines = [f"{rfc3339(at)},running,{45 + n % 7 / 10}" for n, at in enumerate(time.tolist())]
    (folder / "pump.csv").write_text("\n".join(["time,state,bearing", *lines]) + "\n", encoding="utf-8")
    done = forewarn("backtest", "pump.csv", "--mapping", "map.toml", folder=folder)
    assert done.returncode == 0, done.stderr
    assert "720 values judged; 0 alarms" in re.sub(r"\s+", " ", done.stdout)
