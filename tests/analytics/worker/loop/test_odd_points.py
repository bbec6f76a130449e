"""Points that are not as they should be: each is counted, and no sound asset is worse off."""

from pathlib import Path

import pytest

from analytics.worker.bounds import Bounds
from analytics.worker.loop import Worker
from analytics.worker.monitor import Monitor
from analytics.worker.tick import Tick
from contract.time import SECOND
from store import queries
from store.gateway import Gateway
from store.points import Point, encode
from tests.analytics.worker.loop.steps import (
    BROKEN,
    HEALTHY,
    NOW,
    advance,
    end,
    events,
    minutes,
    newest,
    quality,
    scores,
    set_threshold,
    started,
    write,
)


def test_what_breaks_the_contract_is_counted_and_stops_nothing(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "ODD", -60, [HEALTHY] * 30, magic=1.0, note="text")
    write(gateway, "ODD", -30, [9e9] + [BROKEN] * 29)
    write(gateway, "ODD", 7200, [HEALTHY] * 3)
    worker = started(gateway, tmp_path, 0)
    advance(worker, 40)
    end(worker)
    found = quality(gateway, "ODD")
    assert found["magic", "unknown_signal"] == 30
    assert found["note", "unknown_signal"] == 30
    assert found["vibration_mm_s", "impossible"] == 1
    assert found["vibration_mm_s", "future"] == 3
    assert newest(gateway, "ODD")["level"] == 3


@pytest.mark.parametrize(
    ("field", "fault"),
    [
        ("door_open=true", ("door_open", "unknown_signal")),
        ("thrust_n=false", ("thrust_n", "impossible")),
        ('isp_s="45"', ("isp_s", "impossible")),
        (f'note="{"n" * 60_000}"', ("note", "unknown_signal")),
        (f'run_state="{"r" * 60_000}"', ("run_state", "unknown_state")),
        ("mystery=18446744073709551615u", ("mystery", "unknown_signal")),
    ],
)
def test_what_is_no_number_is_counted_once_and_its_neighbours_are_judged(
    gateway: Gateway, tmp_path: Path, field: str, fault: tuple[str, str]
) -> None:
    name = f"ODD_{abs(hash(field[:20])) % 10**6}"
    worker = started(gateway, tmp_path, -60)
    write(gateway, f"{name}_BESIDE", -60, [BROKEN] * 60)
    gateway.write("telemetry", [f"telemetry,asset={name},asset_class=rig,site=north {field} {NOW - SECOND}"])
    for second in range(-3, 4):
        advance(worker, second)
    advance(worker, 40)
    end(worker)
    assert quality(gateway, name) == {fault: 1}
    assert newest(gateway, f"{name}_BESIDE")["level"] == 3


def test_what_lacks_a_tag_or_is_of_no_known_class_is_counted_once_and_stops_nothing(
    gateway: Gateway, tmp_path: Path
) -> None:
    worker = started(gateway, tmp_path, -60)
    write(gateway, "TAGGED", -60, [BROKEN] * 60)
    tags = (
        "asset_class=machine,site=t",
        "asset=T1,site=t",
        "asset=T1,asset_class=t,site=t",
    )
    lines = [f'telemetry,{tag} vibration_mm_s=2,run_state="running" {NOW - SECOND}' for tag in tags]
    gateway.write("telemetry", [*lines, f"telemetry vibration_mm_s=2 {NOW - SECOND}"])
    for second in range(-3, 4):
        advance(worker, second)
    advance(worker, 40)
    end(worker)
    issues = ("refused_without_asset_class", "unknown_class")
    told = {(signal, issue): 1 for issue in issues for signal in ("vibration_mm_s", "run_state")}
    assert quality(gateway, "T1") == told
    assert quality(gateway, "")["vibration_mm_s", "refused_without_asset"] == 2
    assert newest(gateway, "TAGGED")["level"] == 3


def test_an_asset_without_a_site_is_judged_like_any_other_and_said_to_have_none(
    gateway: Gateway, tmp_path: Path
) -> None:
    worker = started(gateway, tmp_path, -60)
    lines = [
        f'telemetry,asset=HOMELESS,asset_class=machine vibration_mm_s={BROKEN},run_state="running" {NOW + n * SECOND}'
        for n in range(-60, 0)
    ]
    gateway.write("telemetry", lines)
    advance(worker, 40)
    end(worker)
    assert (newest(gateway, "HOMELESS")["level"], newest(gateway, "HOMELESS")["site"]) == (3, "(none)")
    assert not {issue for _, issue in quality(gateway, "HOMELESS")} - {"dropout"}


def test_an_asset_stays_where_it_is_where_some_of_its_lines_do_not_say(gateway: Gateway, tmp_path: Path) -> None:
    worker = started(gateway, tmp_path, -60)
    tags = "asset=HALF_TAGGED,asset_class=machine"
    for number in range(-60, 0, 2):
        write(gateway, "HALF_TAGGED", number, [BROKEN])
        line = f'telemetry,{tags} bearing_temp_c=41,run_state="running" {NOW + (number + 1) * SECOND}'
        gateway.write("telemetry", [line])
    for second in (-30, 0, 40):
        advance(worker, second)
    end(worker)
    rows = gateway.query(queries.render("fleet_ranked", start=0, stop=NOW + 10**15)).rows()
    assert [row["site"] for row in rows if row["asset"] == "HALF_TAGGED"] == ["north"]
    assert worker.pipeline.state.fleet.moves <= 1


def test_a_clock_that_is_ahead_is_a_data_fault_of_its_asset(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "AHEAD", 0, [HEALTHY] * 200)
    write(gateway, "RIGHT", -60, [HEALTHY] * 90)
    worker = started(gateway, tmp_path, 0)
    advance(worker, 1)
    end(worker)
    assert quality(gateway, "AHEAD") == {("", "ahead"): 1}
    assert not quality(gateway, "RIGHT")


@pytest.mark.parametrize("hours", [2, 24 * 10, 24 * 3650])
def test_a_device_whose_clock_is_far_ahead_is_told_however_far(gateway: Gateway, tmp_path: Path, hours: int) -> None:
    write(gateway, f"FAR_{hours}", 3600 * hours, [HEALTHY] * 3)
    worker = started(gateway, tmp_path, 0)
    advance(worker, 40)
    end(worker)
    assert quality(gateway, f"FAR_{hours}") == {("vibration_mm_s", "future"): 3}


def test_a_clock_that_is_set_back_keeps_nothing_from_being_judged(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # The machine that runs worker and collector is two hours ahead, and is then set right.
    write(gateway, "SET_BACK", 7200 - 600, [HEALTHY] * 600)
    worker = started(gateway, tmp_path, 7200)
    write(gateway, "SET_BACK", 0, [HEALTHY] * 60 + [BROKEN] * 60)
    for second in range(0, 130, 10):
        advance(worker, second)
    assert caplog.text.count("the clock was set back by 7198 s") == 1
    assert dict(scores(gateway, "SET_BACK"))[NOW + 119 * SECOND] > 1
    assert [code for _, code, _ in events(gateway, "SET_BACK")] == ["VIBRATION_HIGH"]
    set_threshold(gateway, "SET_BACK", warn_high=1.0, version=1)
    write(gateway, "SET_BACK", 120, [HEALTHY] * 900)
    advance(worker, 1020)
    end(worker)
    assert minutes(gateway, "SET_BACK", "count")[NOW + 240 * SECOND] == 60
    assert "over its limit of 1 mm/s" in last_reason(gateway, "SET_BACK", 1020)
    assert not {("vibration_mm_s", "late"), ("", "dropout")} & quality(gateway, "SET_BACK").keys()


def last_reason(gateway: Gateway, asset: str, before: float) -> str:
    """The reason of an asset's newest risk before a moment, in seconds after NOW."""
    rows = gateway.query(queries.render("fleet_ranked", start=0, stop=NOW + round(before * SECOND))).rows()
    return next(str(row["reason"]) for row in rows if row["asset"] == asset)


def test_invented_assets_keep_no_sound_one_from_being_judged(gateway: Gateway, tmp_path: Path) -> None:
    write(gateway, "WAS_FIRST", -120, [HEALTHY] * 60)
    worker = Worker(gateway, tmp_path, bounds=Bounds(assets=50))
    worker.learn(lambda _what, _part: None, now=NOW - 60 * SECOND)
    advance(worker, -60)
    write(gateway, "WAS_FIRST", -60, [BROKEN] * 60)
    tags = [{"asset": f"INVENTED_{number}", "asset_class": "machine", "site": "x"} for number in range(500)]
    points = [Point("telemetry", each, {"flow_m3h": 1.0}, NOW - SECOND) for each in tags]
    gateway.write("telemetry", encode(points))
    for second in (0, 40, 80):
        advance(worker, second)
    figures = Monitor(ticks=[Tick(1, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0)]).figures(worker)
    end(worker)
    assert newest(gateway, "WAS_FIRST")["level"] == 3
    assert len(worker.pipeline.state.fleet.assets) == 50
    assert quality(gateway, "")["", "refused_too_many"] >= 450
    assert figures is not None
    assert float(figures["assets"]) == 50
