"""`forewarn report`: one page of what lies in the store."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.incidents import FEEDBACK
from contract.measurements import RISK, Value
from store.gateway import Gateway
from store.points import Point, encode
from tests.admin.fixtures import fleet
from tests.grafana.simulated_fleet import outlook
from tests.support.command import forewarn
from tests.support.provisioned import provisioned

NASTY = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The settings of a store with a small fleet, and an asset with a name that nobody should have."""
    tokens = tmp_path_factory.mktemp("tokens")
    with provisioned(tokens) as running:
        with Gateway(running.url, running.token, running.org) as gateway:
            now = time.time_ns()
            fleet.fill(gateway, now)
            tags = {"asset": NASTY, "asset_class": "machine", "site": "hall-2"}
            gateway.write(RISK.bucket, encode([Point(RISK.name, tags, {"risk": 9.0, "level": 0}, now)]))
            answer: dict[str, Value] = {
                "verdict": "true",
                "cause": "bearing_wear",
                "actor": "Ada",
                "note": "it <b>hums</b>",
            }
            asset, kind, site = fleet.PUMP.tags.values()
            rows = gateway.query(
                'from(bucket: "health") |> range(start: -1d) |> filter(fn: (r) => r._measurement == "incident")'
            )
            ids = sorted(set(rows.strings("incident")))
            answered = [Point(FEEDBACK.name, {**fleet.PUMP.tags, "incident": each}, answer, now) for each in ids]
            gateway.write("config", encode(answered))
            gateway.write(RISK.bucket, encode(outlook({"asset": asset, "asset_class": kind, "site": site}, now, 200.0)))
            pump = "telemetry_1m,asset=PUMP-001,asset_class=machine,site=hall-2,signal=accel_g"
            minutes = fleet.minutes(now).tolist()
            gateway.write("rollup", [f"{pump} mean=0.5,min=0.4,max=0.6,count=60i {at}" for at in minutes])
        token = (tokens / "admin.token").read_text(encoding="utf-8").strip()
        yield {"INFLUX_URL": running.url, "INFLUX_ORG": running.org, "INFLUX_TOKEN": token}


def made(environment: dict[str, str], out: Path, *arguments: str) -> str:
    done = forewarn("report", *arguments, "--out", str(out), environment=environment)
    assert done.returncode == 0, done.stderr
    return out.read_text(encoding="utf-8")


def test_an_asset_is_reported_with_its_risk_incidents_and_signals(environment: dict[str, str], tmp_path: Path) -> None:
    page = made(environment, tmp_path / "pump.html", "--asset", "PUMP-001")
    assert "86 of 100, critical" in page
    assert page.count('class="card incident is-critical"') == 1
    assert 'class="mark is-critical"' in page
    assert "Ada, " in page
    assert "it &lt;b&gt;hums&lt;/b&gt;" in page
    assert "in 140 to 280 hours" in page or "in 5 to 12 days" in page
    assert "30 % and 94 %" in page
    assert 'class="observed"' in page.split("<h2>Signals</h2>")[1]


def test_the_fleet_is_reported_with_every_asset(environment: dict[str, str], tmp_path: Path) -> None:
    page = made(environment, tmp_path / "fleet.html", "--fleet")
    assert [asset.name for asset in fleet.FLEET if f"<td>{asset.name}</td>" not in page] == []


@pytest.mark.parametrize("of", [("--fleet",), ("--asset", NASTY)])
def test_a_page_needs_nothing_beside_it_and_runs_nothing(
    environment: dict[str, str], tmp_path: Path, of: tuple[str, ...]
) -> None:
    page = made(environment, tmp_path / "page.html", *of)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert re.findall(r"""(?:src|href)=["'](?!#)|url\((?!["']?data:)|@import""", page) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "either --asset or --fleet"),
        (("--asset", "PUMP-001", "--fleet"), "either --asset or --fleet"),
        (("--asset", "NOBODY"), "nothing is known of 'NOBODY'"),
        (("--fleet", "--from", "2026-11-09", "--to", "2026-11-01"), "--from: 2026-11-09 is not before --to 2026-11-01"),
        (("--fleet", "--from", "2999-01-01"), "has not begun yet"),
        (("--fleet", "--from", "2001-01-01"), "kept for 400 days"),
        (("--fleet", "--to", "0001-01-01"), "0001-01-01 is not between 1970 and 9000"),
        (("--fleet", "--from", "soon"), "'soon' is no day such as 2026-11-01"),
    ],
)
def test_what_makes_no_report_is_said_and_leaves_no_file(
    environment: dict[str, str], tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = forewarn("report", *arguments, "--out", str(tmp_path / "no.html"), environment=environment)
    assert done.returncode != 0
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []
