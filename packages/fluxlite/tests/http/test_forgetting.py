"""What is deleted or expired is gone for every client: points, names, counts and types."""

import time

from tests.http.talk import Talk
from tests.support.waiting import wait_until

ALWAYS = {"start": "1970-01-01T00:00:00Z", "stop": "2100-01-01T00:00:00Z"}
BY_NAME = 'import "influxdata/influxdb/schema"\n'


def delete(talk: Talk, predicate: str) -> None:
    given = {"org": talk.org, "bucket": talk.bucket}
    assert talk.ask("POST", "/api/v2/delete", params=given, json={**ALWAYS, "predicate": predicate}).status == 204


def series(talk: Talk) -> int:
    """How many series the store says that it has."""
    lines = talk.ask("GET", "/metrics").text.splitlines()
    return int(next(line for line in lines if line.startswith("fluxlite_series ")).split()[1])


def listed(talk: Talk, call: str) -> int:
    return talk.query(BY_NAME + call).text.count(",_result,")


def test_series_whose_points_are_deleted_are_neither_counted_nor_listed(talk: Talk) -> None:
    talk.write("stays v=1 1")
    before = series(talk)
    for number in range(2):
        talk.write("\n".join(f"session,id=r{number}x{n} v=1 {n}" for n in range(500)))
        assert series(talk) == before + 500
        delete(talk, '_measurement="session"')
        assert series(talk) == before
    assert listed(talk, 'schema.measurements(bucket: "$b", start: 1970-01-01T00:00:00Z)') == 1
    assert listed(talk, 'schema.tagValues(bucket: "$b", tag: "id", start: 1970-01-01T00:00:00Z)') == 0


def test_series_of_a_deleted_bucket_are_not_counted(talk: Talk) -> None:
    before = series(talk)
    talk.write("\n".join(f"m,t={n} v=1 {n}" for n in range(50)))
    talk.ask("DELETE", f"/api/v2/buckets/{talk.bucket_id}")
    assert series(talk) == before


def test_a_field_that_first_came_as_an_integer_takes_floats_after_the_integers_were_deleted(talk: Talk) -> None:
    assert talk.write("telemetry,asset=A coolant_temp_c=90i 1").status == 204
    assert talk.write("telemetry,asset=B coolant_temp_c=90.5 2").status == 422
    delete(talk, '_measurement="telemetry" AND asset="A"')
    assert talk.write("telemetry,asset=B coolant_temp_c=90.5 2").status == 204
    assert talk.values() == ["90.5"]


def test_a_point_that_becomes_too_old_is_seen_by_no_query_any_more(talk: Talk) -> None:
    rule = {"type": "expire", "everySeconds": 3600, "shardGroupDurationSeconds": 3600}
    change = talk.ask("PATCH", f"/api/v2/buckets/{talk.bucket_id}", json={"retentionRules": [rule]})
    assert change.status == 200, change.text
    now = int(time.time())
    assert talk.write(f"m v=1 {now - 3598}\nm v=2 {now}", precision="s").status == 204
    wait_until(lambda: talk.values() == ["2"])
