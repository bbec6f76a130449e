"""Where the worker reads on, whatever the store answers."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from itertools import count

import numpy as np
import pytest

from analytics.ground.samples import Samples, States
from analytics.ground.source import Telemetry
from analytics.worker.reading import CHUNK_ROWS, MIN_CHUNK_S, MOST_ROWS, Reading, first_of
from contract.errors import GatewayError
from contract.time import SECOND
from store.gateway import Gateway
from tests.analytics.feeds import START
from tests.support.answering import answering

_RANGE = re.compile(r"start: (\S+?)Z, stop: (\S+?)Z")


@contextmanager
def store(bad: tuple[float, float], status: int) -> Iterator[Gateway]:
    """A store that cannot answer for a time, in seconds after START, and has nothing else."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            first, last = (moment(text) for text in _RANGE.search(body["query"]).groups())  # type: ignore[union-attr]
            fails = first < bad[1] and last > bad[0]
            answer = b'{"code": "invalid", "message": "more than a query may hold"}' if fails else b"\r\n"
            self.send_response(status if fails else 200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Be quiet."""

    with answering(Handler) as url, Gateway(url, "token", "org") as gateway:
        yield gateway


def moment(text: str) -> float:
    """Seconds after START."""
    whole, _, part = text.partition(".")
    return datetime.fromisoformat(whole + "+00:00").timestamp() - START / SECOND + float(f"0.{part or 0}")


def tries(reading: Reading, now: int, most: int) -> int:
    """Read on until now was reached; gives how often that failed."""
    failures = 0
    for number in count():
        assert number < most
        stop = reading.stop(now)
        try:
            reading.read(stop)
        except GatewayError:
            failures += 1
            continue
        reading.cursor = stop
        if stop == now:
            return failures
    raise AssertionError


@pytest.mark.parametrize("status", [400, 500])
def test_a_moment_that_the_store_cannot_answer_for_is_passed_over(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    with store((100.0, 100.01), status) as gateway:
        reading = Reading(Telemetry(gateway))
        reading.cursor = START
        assert tries(reading, START + 600 * SECOND, 200) > 5
    assert caplog.text.count("cannot be read and are passed over") == 1


def test_while_the_store_answers_nothing_nothing_is_passed_over() -> None:
    with store((-1e9, 1e9), 500) as gateway:
        reading = Reading(Telemetry(gateway))
        reading.cursor = START
        with pytest.raises(AssertionError):
            tries(reading, START + 600 * SECOND, 40)
        assert reading.cursor == START
        assert reading.stop(START + 600 * SECOND) == START + round(MIN_CHUNK_S * SECOND)


def test_of_a_reading_that_holds_too_much_the_first_part_is_taken_and_the_rest_is_read_again() -> None:
    rows, labels = MOST_ROWS + 2, [("A", "pump", "north", "flow_m3_h")]
    time = START + np.random.default_rng(3).permutation(rows) // 2 * SECOND
    read = Samples(time, np.zeros(rows, np.int64), np.ones(rows), labels)
    said = States(START + np.arange(rows // 2) * SECOND, np.zeros(rows // 2, np.int64), labels)
    samples, states, end = first_of(read, said, START + rows * SECOND)
    assert end == START + CHUNK_ROWS // 2 * SECOND
    assert len(samples.time) == CHUNK_ROWS
    assert (samples.time < end).all()
    assert len(states.time) == CHUNK_ROWS // 2
    small = read.take(np.arange(rows) < MOST_ROWS)
    assert first_of(small, said, 1) == (small, said, 1)
    at_once = Samples(np.full(rows, START), read.code, read.value, labels)
    assert first_of(at_once, said, 1) == (at_once, said, 1)
