"""Files of a real store: which columns and rows they have, in each form the same."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from contract.errors import GatewayError
from contract.time import MINUTE, rfc3339
from store.export.file import File
from store.export.order import parse
from store.gateway import Gateway
from tests.admin.fixtures.server import NOWHERE
from tests.support import exported
from tests.support.exported import BEGIN, CAR, PUMP, SINCE, UNTIL
from tests.support.provisioned import provisioned

BEGUN = datetime.fromtimestamp(BEGIN // 10**9, UTC)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with (
        provisioned(tmp_path_factory.mktemp("tokens")) as running,
        Gateway(running.url, running.token, running.org) as gateway,
    ):
        exported.fill(gateway)
        yield gateway


def body(gateway: Gateway, what: str, form: str, **more: Any) -> bytes:
    order = parse(**{"what": what, "form": form, "since": SINCE, "until": UNTIL, "now": 0, **more})
    return b"".join(File(gateway, order).parts())


def read(gateway: Gateway, what: str, **more: Any) -> pa.Table:
    return pa.ipc.open_stream(body(gateway, what, "arrow", **more)).read_all()


def test_telemetry_has_a_row_a_moment_with_the_z_score_and_the_alert_beside_each_signal(gateway: Gateway) -> None:
    table = read(gateway, "telemetry", assets=[PUMP])
    assert table.column_names == [
        "time", "asset", "asset_class", "site", "run_state", "road_type",
        "vibration_mm_s", "vibration_mm_s_zscore", "vibration_mm_s_alert",
        "flow_m3_h", "flow_m3_h_zscore", "flow_m3_h_alert",
    ]  # fmt: skip
    rows = table.to_pylist()
    assert [row["time"] for row in rows] == [BEGUN + timedelta(minutes=minute) for minute in range(exported.MINUTES)]
    assert {(row["asset"], row["site"], row["run_state"], row["flow_m3_h"]) for row in rows} == {
        (PUMP, "north", "running", 40.0)
    }
    assert [row["vibration_mm_s_alert"] for row in rows[8:13]] == [False, None, True, None, True]
    # It is a band's half width off at the tenth minute: four deviations.
    assert rows[10]["vibration_mm_s_zscore"] == pytest.approx(4.0)
    assert rows[10]["flow_m3_h_zscore"] is None


def test_all_machines_are_one_table_class_by_class_and_one_without_a_site_says_so(gateway: Gateway) -> None:
    rows = read(gateway, "telemetry").to_pylist()
    assert [row["asset"] for row in rows] == [CAR] * exported.MINUTES + [PUMP] * exported.MINUTES
    assert rows[0]["site"] == "(none)"
    assert [row["speed_kmh"] for row in rows[:2]] == [50.0, 51.0]
    assert rows[0]["vibration_mm_s"] is None


def test_a_signal_that_is_named_has_its_columns_and_no_other_has(gateway: Gateway) -> None:
    table = read(gateway, "telemetry", signals=["vibration_mm_s"], classes=["pump"])
    assert table.column_names[6:] == ["vibration_mm_s", "vibration_mm_s_zscore", "vibration_mm_s_alert"]
    assert len(table) == exported.MINUTES


def test_the_same_rows_come_as_csv_parquet_and_arrow(gateway: Gateway) -> None:
    arrow = read(gateway, "telemetry")
    assert pq.read_table(io.BytesIO(body(gateway, "telemetry", "parquet"))).equals(arrow)
    lines = list(csv.DictReader(io.StringIO(body(gateway, "telemetry", "csv").decode())))
    assert len(lines) == len(arrow)
    assert list(lines[0]) == arrow.column_names
    for line, row in zip(lines, arrow.to_pylist(), strict=True):
        assert line["time"] == f"{row['time']:%Y-%m-%dT%H:%M:%S}.000000Z"
        assert line["asset"] == row["asset"]
        assert line["vibration_mm_s"] == ("" if row["vibration_mm_s"] is None else f"{row['vibration_mm_s']:g}")
        assert line["vibration_mm_s_alert"] == {None: "", True: "true", False: "false"}[row["vibration_mm_s_alert"]]


def test_scores_and_risk_have_a_row_a_point(gateway: Gateway) -> None:
    scores = read(gateway, "scores").to_pylist()
    assert len(scores) == exported.MINUTES / 2
    assert (scores[1]["signal"], scores[1]["expected"], scores[1]["score"]) == ("vibration_mm_s", 2.0, 0.2)
    risk = read(gateway, "risk").to_pylist()
    assert len(risk) == exported.MINUTES
    assert (risk[4]["risk"], risk[4]["level"], risk[4]["contribution_vibration_mm_s"]) == (4.0, 1, 2.0)


def test_a_text_that_a_spreadsheet_would_compute_stays_a_text_in_csv_and_is_itself_elsewhere(gateway: Gateway) -> None:
    line = next(csv.DictReader(io.StringIO(body(gateway, "risk", "csv").decode())))
    assert line["reason"] == "'=it shakes"
    assert read(gateway, "risk").to_pylist()[0]["reason"] == "=it shakes"


def test_episodes_are_those_that_began_in_the_range_and_one_that_lasts_has_no_end(gateway: Gateway) -> None:
    rows = {row["episode"]: row for row in read(gateway, "episodes").to_pylist()}
    assert {name: (row["started"], row["ended"]) for name, row in rows.items()} == {
        "within": (BEGUN + timedelta(minutes=10), BEGUN + timedelta(minutes=20)),
        "lasting": (BEGUN + timedelta(minutes=12), None),
    }
    assert (rows["within"]["description"], rows["within"]["state"]) == ("within", "cleared")


def test_the_end_of_a_range_is_not_in_it_and_its_begin_is(gateway: Gateway) -> None:
    rows = read(gateway, "risk", since=rfc3339(BEGIN + 3 * MINUTE), until=rfc3339(BEGIN + 5 * MINUTE)).to_pylist()
    assert [row["risk"] for row in rows] == [3.0, 4.0]


@pytest.mark.parametrize("what", ["telemetry", "scores", "risk", "episodes"])
def test_where_there_is_nothing_the_file_has_its_columns_and_no_row(gateway: Gateway, what: str) -> None:
    table = read(gateway, what, since="2020-01-01", until="2020-01-02")
    assert len(table) == 0
    assert {"asset", "asset_class", "site"} <= set(table.column_names)
    assert pq.read_table(io.BytesIO(body(gateway, what, "parquet", since="2020-01-01", until="2020-01-02"))).equals(
        table
    )


def test_what_is_read_so_far_is_told_up_to_the_end(gateway: Gateway) -> None:
    order = parse(what="risk", form="csv", since=SINCE, until=UNTIL, now=0)
    told: list[tuple[int, int]] = []
    list(File(gateway, order).parts(lambda done, of: told.append((done, of))))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1]


def test_a_store_that_is_away_is_an_error_before_the_first_byte() -> None:
    order = parse(what="risk", form="csv", since=SINCE, until=UNTIL, now=0)
    with Gateway(NOWHERE, "token", "org", timeout_s=5) as gateway, pytest.raises(GatewayError):
        File(gateway, order)
