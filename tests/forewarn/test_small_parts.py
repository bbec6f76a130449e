"""The launcher's small parts: ports, secrets of the local folder, log lines."""

import json
import logging
import socket
import stat
from pathlib import Path

import pytest

from contract.errors import GatewayError, SettingsError
from contract.settings import Settings
from forewarn import context
from forewarn.local import LocalFolder
from forewarn.logs import JsonFormatter
from forewarn.ports import need_free
from store.gateway import Gateway
from tests.support.lent import lent


def test_a_port_in_use_is_told_with_the_option_that_changes_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"store: 127\.0\.0\.1:{port} is in use.*--store-port"):
            need_free("127.0.0.1", port, "store", "--store-port")
    need_free("127.0.0.1", port, "store", "--store-port")


def test_the_token_of_sources_in_a_file_may_be_replaced_at_any_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "token"
    file.write_text("of-last-year", encoding="utf-8")
    monkeypatch.setenv("FOREWARN_SOURCES_TOKEN_FILE", str(file))
    with lent() as running, Gateway(running.url, running.token, running.org) as own:
        monkeypatch.setenv("INFLUX_URL", running.url)
        monkeypatch.setenv("INFLUX_ORG", running.org)
        with context.reader(Settings.load(), own) as reader:
            for text in ("of-last-year", ""):
                file.write_text(text, encoding="utf-8")
                with pytest.raises(GatewayError, match="401"):
                    reader.query("buckets()")
            file.write_text(f"{running.token}\n", encoding="utf-8")
            assert len(reader.patient(5).query("buckets()"))
            assert reader.address["token"] == running.token


def test_a_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    folder = LocalFolder(tmp_path / "var")
    first = folder.secret("admin.password")
    assert len(first) >= 32
    assert folder.secret("admin.password") == first
    assert folder.secret("other") != first
    assert stat.S_IMODE((folder.secrets / "admin.password").stat().st_mode) == 0o600


def test_a_json_log_line_holds_time_level_message_and_error() -> None:
    try:
        raise ValueError("broken")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "it %s", ("failed",), (ValueError, error, None))
    event = json.loads(JsonFormatter().format(record))
    assert (event["level"], event["logger"], event["message"]) == ("ERROR", "x", "it failed")
    assert "broken" in event["error"]
    assert event["time"].endswith("+00:00")
