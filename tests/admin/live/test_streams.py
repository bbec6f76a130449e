"""What streams tell, and when."""

from store.gateway import Gateway
from tests.admin.fixtures.server import RunningAdmin
from tests.admin.live.listening import events, next_of, socket, write_incident, write_risk, write_sample


def test_a_stream_begins_with_a_snapshot_and_goes_on_with_events(empty_admin: RunningAdmin, operator: Gateway) -> None:
    write_risk(operator, "PUMP-1", 10.0)
    with events(empty_admin) as told:
        first = next(told)
        assert (first["type"], first["why"], first["store"]) == ("snapshot", "new", "up")
        assert [each["asset"] for each in first["risks"]] == ["PUMP-1"]
        write_risk(operator, "PUMP-1", 12.0)
        then = next(told)
    assert then["type"] == then["frame"]["event"] == "event"
    assert int(then["id"]) > int(first["id"])
    assert then["frame"]["id"] == then["id"]
    assert [(each["asset"], each["risk"]) for each in then["risks"]] == [("PUMP-1", 12.0)]


def test_a_web_socket_tells_the_same(empty_admin: RunningAdmin, operator: Gateway) -> None:
    write_risk(operator, "PUMP-2", 10.0)
    with socket(empty_admin) as opened:
        assert next_of(opened)["type"] == "snapshot"
        write_incident(operator, "PUMP-2")
        then = next_of(opened)
    assert [(each["change"], each["incident"]["asset"]) for each in then["events"]] == [("raised", "PUMP-2")]


def test_a_stream_of_an_asset_tells_of_no_other_and_has_what_it_sends(
    empty_admin: RunningAdmin, operator: Gateway
) -> None:
    write_risk(operator, "PUMP-3", 10.0)
    write_sample(operator, "PUMP-3", speed_rpm=1480.0, run_state="running")
    with socket(empty_admin, "/api/v1/ws/assets/PUMP-3") as opened:
        first = next_of(opened)
        assert [each["asset"] for each in first["risks"]] == ["PUMP-3"]
        assert first["samples"][0]["values"] == {"speed_rpm": 1480.0, "run_state": "running"}
        write_risk(operator, "PUMP-2", 11.0)
        write_sample(operator, "PUMP-3", speed_rpm=1490.0)
        then = next_of(opened)
    assert then["risks"] == []
    assert then["samples"][0]["values"] == {"speed_rpm": 1490.0, "run_state": "running"}
