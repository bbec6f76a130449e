"""The official Python client's asyncio API believes that it talks to InfluxDB."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from influxdb_client.client.exceptions import InfluxDBError
from influxdb_client.client.influxdb_client_async import InfluxDBClientAsync
from influxdb_client.rest import ApiException

from tests.http.talk import Talk
from tests.support.store import RunningStore

RANGE = 'from(bucket: "{}") |> range(start: 2026-01-01T00:00:00Z, stop: 2026-01-02T00:00:00Z)'
START = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
LINES = [f"m,t=a f={n / 2},n={n}i {START + n}" for n in range(100)]

Answer = TypeVar("Answer")
Client = Any
"""The library is annotated in part only."""


def talked(running: RunningStore, work: Callable[[Client], Awaitable[Answer]]) -> Answer:
    """What some work with a client of its own gives."""

    async def run() -> Answer:
        async with InfluxDBClientAsync(running.url, running.token, org=running.org) as client:
            return await work(client)

    return asyncio.run(run())


def test_lines_written_by_many_tasks_are_streamed_back(running: RunningStore, talk: Talk) -> None:
    async def work(client: Client) -> list[tuple[str, float]]:
        parts = [LINES[first : first + 10] for first in range(0, len(LINES), 10)]
        writes = (client.write_api().write(talk.bucket, record=part, write_precision="s") for part in parts)
        assert all(await asyncio.gather(*writes))
        stream = await client.query_api().query_stream(RANGE.format(talk.bucket))
        return [(record.get_field(), record.get_value()) async for record in stream]

    found = talked(running, work)
    assert sorted(found) == sorted([("f", n / 2) for n in range(100)] + [("n", n) for n in range(100)])


def test_tables_raw_csv_and_data_frames_come_from_the_same_answer(running: RunningStore, talk: Talk) -> None:
    async def work(client: Client) -> tuple[Any, str, Any]:
        await client.write_api().write(talk.bucket, record=LINES, write_precision="s")
        ask, flux = client.query_api(), RANGE.format(talk.bucket) + ' |> filter(fn: (r) => r._field == "f") |> last()'
        pivot = ' |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")'
        return await ask.query(flux), await ask.query_raw(flux), await ask.query_data_frame(flux + pivot)

    tables, raw, frame = talked(running, work)
    assert [record.get_value() for table in tables for record in table.records] == [49.5]
    assert raw.startswith("#datatype,string,long,dateTime:RFC3339")
    assert frame["f"].tolist() == [49.5]


def test_points_are_deleted(running: RunningStore, talk: Talk) -> None:
    async def work(client: Client) -> list[int]:
        await client.write_api().write(talk.bucket, record=LINES, write_precision="s")
        first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 0, 49, tzinfo=UTC)
        assert await client.delete_api().delete(first, last, 't="a"', talk.bucket)
        tables = await client.query_api().query(RANGE.format(talk.bucket) + " |> count()")
        return [record.get_value() for table in tables for record in table.records]

    assert talked(running, work) == [50, 50]


def test_a_refusal_is_the_clients_own_exception(running: RunningStore, talk: Talk) -> None:
    async def work(client: Client) -> None:
        await client.write_api().write(talk.bucket, record="m f=1 1")
        await client.write_api().write(talk.bucket, record="m f=1i 1")

    with pytest.raises((ApiException, InfluxDBError)) as refusal:
        talked(running, work)
    assert "field type conflict" in str(refusal.value)


def test_the_server_is_found_alive(running: RunningStore) -> None:
    async def work(client: Client) -> tuple[bool, str]:
        return await client.ping(), await client.version()

    assert talked(running, work) == (True, "v2.9.1-fluxlite")
