"""A device writes to a real Kafka, which FOREWARN_TEST_KAFKA_BROKER names; its sample reaches the store."""

import os
import time
from pathlib import Path

import pytest

from store import queries
from store.sources import asking
from store.sources.own import OWN
from store.sources.place import Wanted
from tests.telegraf.running import running

TOPIC = "forewarn.telemetry"


@pytest.fixture
def broker() -> str:
    """Address of a broker whose topic may be written to; skips where none is named."""
    found = os.environ.get("FOREWARN_TEST_KAFKA_BROKER")
    if found is None:
        pytest.skip("FOREWARN_TEST_KAFKA_BROKER names no broker, such as 127.0.0.1:9094")
    return found


def send(broker: str, key: str, body: str) -> None:
    """Write one message, and return once the broker has it."""
    from kafka import KafkaProducer  # here, as it warns when it is imported

    producer = KafkaProducer(bootstrap_servers=broker)
    producer.send(TOPIC, key=key.encode(), value=body.encode()).get(30)
    producer.close()


@pytest.mark.filterwarnings(r"ignore:\w+_text is deprecated:DeprecationWarning")
def test_a_message_becomes_a_sample_and_refused_ones_are_counted(broker: str, tmp_path: Path) -> None:
    asset = f"PUMP-{time.time_ns()}"
    send(broker, asset, f'{{"asset": "{asset}", "asset_class": "MACHINE ", "site": "north", "bearing_temp_c": 61.5}}')
    send(broker, asset, '{"asset_class": "machine", "site": "north", "bearing_temp_c": 61.5}')
    with running("kafka", tmp_path, KAFKA_BROKER=broker) as telegraf:
        signal = asking.render(
            "worker_means", OWN, Wanted("machine", [asset], ["bearing_temp_c"]), start="-1h", stop="now()"
        )
        assert telegraf.wait_for_rows(signal).floats("_value").tolist() == [61.5]
        refused = telegraf.wait_for_rows(queries.render("admin_issues", start="-1h", most=100))
        assert "refused_without_asset" in refused.strings("issue")
