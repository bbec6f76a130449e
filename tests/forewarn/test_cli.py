"""The command line reads well and says what is wrong in one sentence."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from forewarn.cli import COMMANDS
from tests.support.command import clean_environment, started


def test_help_lists_every_command_with_a_sentence() -> None:
    result = started("--help")
    assert result.returncode == 0
    for name, sentence in COMMANDS.items():
        assert f"  {name} " in result.stdout
        assert sentence.split()[0] in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_of_its_own(name: str) -> None:
    result = started(name, "--help")
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(("Usage: forewarn ", "usage: fluxlite "))


@pytest.mark.parametrize(("given", "threads"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_processes_calculate_on_one_thread_where_nobody_wants_more(given: dict[str, str], threads: str) -> None:
    code = "import forewarn.cli, os, sys; print('numpy' in sys.modules, os.environ['OPENBLAS_NUM_THREADS'])"
    environment = {name: value for name, value in clean_environment().items() if name != "OPENBLAS_NUM_THREADS"} | given
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", threads]


def test_an_unknown_setting_stops_a_command_with_status_2_and_no_traceback() -> None:
    result = started("doctor", environment={"FOREWARN_TIK_S": "1"})
    assert result.returncode == 2
    assert result.stderr.startswith("forewarn: FOREWARN_TIK_S: no such setting")
    assert "Traceback" not in result.stderr


def test_a_missing_token_is_named(tmp_path: Path) -> None:
    result = started("query", "buckets()", folder=tmp_path)
    assert (result.returncode, result.stderr) == (
        2,
        "forewarn: INFLUX_TOKEN: not set; give INFLUX_TOKEN or INFLUX_TOKEN_FILE\n",
    )


def test_a_store_that_is_away_is_named() -> None:
    nobody = {"INFLUX_TOKEN": "a-token", "INFLUX_URL": "http://127.0.0.1:9"}
    result = started("query", "buckets()", environment=nobody)
    assert result.returncode == 1
    assert result.stderr.startswith("forewarn: http://127.0.0.1:9 cannot be reached")


def test_query_needs_exactly_one_source_and_lists_the_shipped_ones() -> None:
    result = started("query")
    assert result.returncode == 2
    assert "fleet_ranked" in result.stderr


def test_secrets_fills_every_placeholder_once_and_leaves_a_used_file_alone(tmp_path: Path) -> None:
    (tmp_path / ".env.example").write_text("# a comment\nA_TOKEN=change-me\nB_PORT=8000\nC_PASSWORD=change-me\n")
    assert started("secrets", folder=tmp_path).stdout == "wrote .env with 2 random secrets\n"
    text = (tmp_path / ".env").read_text()
    assert "change-me" not in text
    assert "B_PORT=8000" in text
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert "left alone" in started("secrets", folder=tmp_path).stdout
    assert (tmp_path / ".env").read_text() == text


def test_settings_are_listed_with_their_meaning() -> None:
    result = started("doctor", "--settings")
    assert "INFLUX_TOKEN[_FILE]" in result.stdout
    assert "seconds between two steps of the worker" in result.stdout
