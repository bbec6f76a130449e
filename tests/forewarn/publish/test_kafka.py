"""Publishing to Kafka: to a real one where FOREWARN_TEST_KAFKA_BROKER names it, and to one that is away."""

import gc
import json
import logging
import os
import time
from typing import Any

import pytest

from forewarn.publish.kafka import Kafka, topic
from forewarn.publish.letter import BrokerError, Letter
from tests.support.ports import free_port

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    # The library leaves sockets to the garbage collector where nobody answers.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture
def servers() -> str:
    """Address of a broker whose topics may be written to; skips where none is named."""
    found = os.environ.get("FOREWARN_TEST_KAFKA_BROKER")
    if found is None:
        pytest.skip("FOREWARN_TEST_KAFKA_BROKER names no broker, such as 127.0.0.1:9094")
    return found


def heard(servers: str, wanted: Letter) -> Any:
    """The record of a letter."""
    from kafka import KafkaConsumer  # here, as it warns when it is imported

    consumer = KafkaConsumer(topic(wanted), bootstrap_servers=servers, auto_offset_reset="earliest")
    try:
        return next(record for record in consumer if record.key == wanted.asset.encode())
    finally:
        consumer.close()


def test_a_letter_becomes_a_record_with_its_asset_as_key(servers: str) -> None:
    letter = Letter("risk", f"PUMP-{time.time_ns()}", b'{"risk":10.0}')
    sink = Kafka(servers)
    sink.send([letter])
    sink.close()
    assert json.loads(heard(servers, letter).value) == {"risk": 10.0}


def test_a_cluster_that_nobody_serves_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    # What it logs holds its sockets, and pytest holds what is logged.
    monkeypatch.setattr(logging.getLogger("kafka"), "propagate", False)
    sink = Kafka(f"127.0.0.1:{free_port()}")
    assert failure(sink).startswith("did not take it")
    sink.close()
    gc.collect()


def failure(sink: Kafka) -> str:
    """Why a letter is not taken; what was raised holds the library's sockets as long as anybody holds it."""
    try:
        sink.send([Letter("risk", "A", b"{}")])
    except BrokerError as error:
        return str(error)
    return ""


def test_risks_and_events_have_a_topic_each() -> None:
    assert [topic(Letter(kind, "A", b"")) for kind in ("risk", "events")] == ["forewarn.risk", "forewarn.events"]
