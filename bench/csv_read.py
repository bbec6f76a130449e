"""Reading annotated CSV: the official client's parser against ours, in one run."""

import io
import time

from influxdb_client.client.flux_csv_parser import FluxCsvParser, FluxSerializationMode

from store.annotated_csv import parse
from store.frame import join

HEAD = (
    "#datatype,string,long,dateTime:RFC3339,double,string,string\r\n"
    "#group,false,false,false,false,true,true\r\n"
    "#default,_result,,,,,\r\n"
    ",result,table,_time,_value,_field,asset\r\n"
)


def answer(rows: int) -> bytes:
    """An answer of that many rows, a hundred a table, as a fleet's newest telemetry comes."""
    times = [f"2026-01-01T00:{second // 60:02d}:{second % 60:02d}Z" for second in range(3600)]
    lines = (f",,{row // 100},{times[row % 3600]},{row % 977 / 8},speed_kmh,A{row // 100:05d}" for row in range(rows))
    return (HEAD + "\r\n".join(lines) + "\r\n\r\n").encode()


def measure(rows: int = 100_000) -> str:
    """Rows a second of both parsers, and their ratio."""
    body = answer(rows)
    join(parse(body))  # the first call starts pyarrow's threads
    begin = time.perf_counter()
    assert len(join(parse(body))) == rows
    ours = rows / (time.perf_counter() - begin)
    begin = time.perf_counter()
    with FluxCsvParser(io.BytesIO(body), FluxSerializationMode.stream) as parser:
        assert sum(1 for _ in parser.generator()) == rows
    theirs = rows / (time.perf_counter() - begin)
    return f"{rows:,} rows: ours {ours:,.0f} rows/s, official client {theirs:,.0f} rows/s, ratio {ours / theirs:.0f}"
