"""The official Python client believes that it talks to InfluxDB."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.client.query_api import QueryOptions
from influxdb_client.client.write.point import Point
from influxdb_client.client.write_api import SYNCHRONOUS, WriteOptions
from influxdb_client.domain.bucket_retention_rules import BucketRetentionRules
from influxdb_client.domain.permission import Permission
from influxdb_client.domain.permission_resource import PermissionResource
from influxdb_client.rest import ApiException

from tests.http.talk import Talk
from tests.support.store import RunningStore

SECONDS: Any = "s"
"""The client's annotation asks for an enumeration, which is a class of plain strings."""
START = datetime(2026, 1, 1, tzinfo=UTC)
RANGE = 'from(bucket: "{}") |> range(start: 2026-01-01T00:00:00Z, stop: 2026-01-02T00:00:00Z)'


@pytest.fixture
def client(running: RunningStore) -> Iterator[InfluxDBClient]:
    with InfluxDBClient(running.url, running.token, org=running.org, enable_gzip=True) as client:
        yield client


def points(count: int) -> list[Point]:
    return [
        Point("m").tag("t", "a").field("f", n / 2).field("s", f"text {n}").time(int(START.timestamp()) + n, "s")
        for n in range(count)
    ]


def test_points_written_at_once_are_streamed_back_as_records(client: InfluxDBClient, talk: Talk) -> None:
    client.write_api(SYNCHRONOUS).write(talk.bucket, record=points(3), write_precision=SECONDS)
    records = list(client.query_api().query_stream(RANGE.format(talk.bucket)))
    found = [(record.get_field(), record.get_value(), record.get_time().second) for record in records]
    assert sorted(found, key=str) == sorted(
        [("f", 0.0, 0), ("f", 0.5, 1), ("f", 1.0, 2), *(("s", f"text {n}", n) for n in range(3))], key=str
    )
    assert {record.values["t"] for record in records} == {"a"}


def test_a_batching_writer_delivers_everything_when_it_closes(client: InfluxDBClient, talk: Talk) -> None:
    with client.write_api(WriteOptions(batch_size=70, flush_interval=200)) as writer:
        for point in points(500):
            writer.write(talk.bucket, record=point, write_precision=SECONDS)
    tables = client.query_api().query(RANGE.format(talk.bucket) + " |> count()")
    assert [(table.records[0].get_field(), table.records[0].get_value()) for table in tables] == [
        ("f", 500),
        ("s", 500),
    ]


def test_raw_csv_and_data_frames_come_from_the_same_answer(client: InfluxDBClient, talk: Talk) -> None:
    client.write_api(SYNCHRONOUS).write(talk.bucket, record=points(2), write_precision=SECONDS)
    flux = RANGE.format(talk.bucket) + ' |> filter(fn: (r) => r._field == "f")'
    raw = client.query_api().query_raw(flux).read().decode()
    assert raw.startswith("#datatype,string,long,dateTime:RFC3339")
    pivot = ' |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")'
    frame = client.query_api().query_data_frame(flux + pivot)
    assert frame["f"].tolist() == [0.0, 0.5]
    assert str(frame["_time"][1]) == "2026-01-01 00:00:01+00:00"


def test_parameters_arrive_as_values_of_the_script(client: InfluxDBClient, talk: Talk) -> None:
    client.write_api(SYNCHRONOUS).write(talk.bucket, record=points(4), write_precision=SECONDS)
    flux = 'from(bucket: b) |> range(start: start, stop: 2026-01-02T00:00:00Z) |> filter(fn: (r) => r._field == "f")'
    tables = client.query_api().query(flux, params={"b": talk.bucket, "start": START.replace(second=2)})
    assert [record.get_value() for table in tables for record in table.records] == [1.0, 1.5]


def test_a_field_of_another_type_raises_the_clients_exception(client: InfluxDBClient, talk: Talk) -> None:
    writer = client.write_api(SYNCHRONOUS)
    writer.write(talk.bucket, record="m f=1 1")
    with pytest.raises(ApiException) as refusal:
        writer.write(talk.bucket, record="m f=1i 1")
    assert refusal.value.status == 422
    assert refusal.value.headers["X-Platform-Error-Code"] == "unprocessable entity"


def test_points_are_deleted_by_time_and_predicate(client: InfluxDBClient, talk: Talk) -> None:
    client.write_api(SYNCHRONOUS).write(talk.bucket, record=points(10), write_precision=SECONDS)
    client.delete_api().delete(START.replace(second=5), START.replace(hour=1), 't="a"', talk.bucket)
    tables = client.query_api().query(RANGE.format(talk.bucket) + " |> count()")
    assert [table.records[0].get_value() for table in tables] == [5, 5]


def test_buckets_are_made_found_changed_and_deleted(client: InfluxDBClient, talk: Talk) -> None:
    api = client.buckets_api()
    name = talk.bucket + "-made"
    made = api.create_bucket(bucket_name=name, retention_rules=BucketRetentionRules("expire", every_seconds=7200))
    found = api.find_bucket_by_name(name)
    assert found.id == made.id
    assert found.retention_rules[0].every_seconds == 7200
    found.description = "for a test"
    assert api.update_bucket(found).description == "for a test"
    assert name in [bucket.name for bucket in api.find_buckets_iter()]
    api.delete_bucket(made)
    assert api.find_bucket_by_name(name) is None


def test_a_scoped_token_is_made_and_works(running: RunningStore, client: InfluxDBClient, talk: Talk) -> None:
    resource = PermissionResource(type="buckets", id=talk.bucket_id, org_id=talk.org_id)
    granted = [Permission(action="write", resource=resource)]
    made = client.authorizations_api().create_authorization(org_id=talk.org_id, permissions=granted)
    with InfluxDBClient(running.url, made.token, org=running.org) as scoped:
        scoped.write_api(SYNCHRONOUS).write(talk.bucket, record="m f=1 1")
        with pytest.raises(ApiException) as refusal:
            scoped.query_api().query(RANGE.format(talk.bucket))
        assert refusal.value.status == 404
    client.authorizations_api().delete_authorization(made)


def test_the_client_finds_the_server_alive_and_its_version(client: InfluxDBClient) -> None:
    assert client.ping()
    assert client.version() == "v2.9.1-fluxlite"
    assert client.build() == "embedded"
    assert client.ready().status == "ready"
    assert client.organizations_api().find_organizations()[0].name == "forewarn"
    assert client.users_api().me().name == "store-operator"


def test_profilers_are_refused_by_name(client: InfluxDBClient, capsys: pytest.CaptureFixture[str]) -> None:
    options = QueryOptions(profilers=["query", "operator"])
    with pytest.raises(ApiException) as refusal:
        client.query_api(options).query("buckets()")
    assert "Profiler" in capsys.readouterr().out  # the client prints what it asks for
    assert refusal.value.status == 501
    assert "option profiler.enabledProfilers is Flux but the embedded store does not support it" in str(
        refusal.value.body
    )
