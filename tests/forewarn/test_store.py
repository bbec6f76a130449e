"""`forewarn store`: the embedded store in the place of the command, as our settings name it."""

import json
import os
import re
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.gateway import Gateway
from tests.support.command import clean_environment, forewarn
from tests.support.store import ROOT
from tests.support.waiting import wait_until


@contextmanager
def started(folder: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A store that somebody else started, with a pipe to it, and its log."""
    log = folder / "log"
    with (
        log.open("wb") as opened,
        subprocess.Popen(
            [sys.executable, "-m", "forewarn", "store", "--port=0", "--data", str(folder / "data"), "--with-parent"],
            env=clean_environment(**settings),
            stdin=subprocess.PIPE,
            stdout=opened,
            stderr=opened,
        ) as process,
    ):
        try:
            yield process, log
        finally:
            process.kill()


def url(log: Path) -> str:
    """Where it listens, once it does."""
    wait_until(lambda: "listens on" in log.read_text())
    found = re.search(r"listens on (http://[\d.:]+)", log.read_text())
    assert found
    return found[1]


def test_it_serves_with_the_token_of_a_file_and_the_organisation_and_logs_as_we_do(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("the-operators\n")
    settings = {"INFLUX_TOKEN_FILE": str(tmp_path / "token"), "INFLUX_ORG": "acme", "FOREWARN_LOG_FORMAT": "json"}
    with started(tmp_path, **settings) as (process, log):
        with Gateway(url(log), "the-operators", "acme") as gateway:
            assert gateway.query("buckets()") is not None
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert {json.loads(line)["level"] for line in log.read_text().splitlines()} == {"INFO"}


def test_it_ends_when_the_process_that_started_it_is_gone(tmp_path: Path) -> None:
    with started(tmp_path) as (process, log):
        url(log)
        assert process.stdin
        process.stdin.close()
        assert process.wait(60) == 0


def test_its_help_is_that_of_the_program_and_a_wrong_option_is_refused() -> None:
    assert "--query-memory-mb" in forewarn("store", "--help").stdout
    wrong = forewarn("store", "--prot", "1")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "unrecognized arguments: --prot 1" in wrong.stderr


def test_where_the_program_is_not_installed_a_sentence_says_how_to_get_it(tmp_path: Path) -> None:
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "fluxlite" not in entry.name:
            (tmp_path / entry.name).symlink_to(entry)
    result = subprocess.run(
        [sys.executable, "-S", "-m", "forewarn", "store"],
        env={**clean_environment(), "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr == "forewarn: the embedded store is not installed: pip install ./packages/fluxlite\n"
