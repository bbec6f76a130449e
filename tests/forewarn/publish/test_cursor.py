"""How far publishing has come."""

from pathlib import Path

import pytest

from contract.errors import ForewarnError
from forewarn.publish.cursor import Cursor
from forewarn.publish.publisher import brokers_wanted


def test_it_is_kept_in_a_file(tmp_path: Path) -> None:
    cursor = Cursor(tmp_path / "a" / "cursor")
    assert cursor.read() is None
    cursor.write(17)
    assert Cursor(tmp_path / "a" / "cursor").read() == 17


@pytest.mark.parametrize("said", [b"", b"soon", b"-1", b"1.5", b"\xff", b"9" * 30])
def test_a_damaged_file_is_refused_by_its_name(tmp_path: Path, said: bytes) -> None:
    file = tmp_path / "cursor"
    file.write_bytes(said)
    with pytest.raises(ForewarnError, match="cursor"):
        Cursor(file).read()


def test_no_broker_is_refused_with_the_settings_that_name_one() -> None:
    with pytest.raises(ForewarnError, match="FOREWARN_PUBLISH_MQTT_URL or FOREWARN_PUBLISH_KAFKA_SERVERS"):
        brokers_wanted([])
