"""Signs of life: of one account, never through a link, and never what ends a loop."""

import logging
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from forewarn import heartbeat
from tests.support.store import ROOT

NOBODY = 65534
BEAT = "from forewarn.heartbeat import age_s, beat, path\nbeat('worker')\nprint(path('worker'), age_s('worker'))"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files as every machine has it, and no run-time folder of the account."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "none"))
    common = tmp_path / "common"
    common.mkdir()
    common.chmod(0o1777)
    monkeypatch.setattr("tempfile.tempdir", str(common))
    return common


def let_all_through(folder: Path) -> None:
    """Let other accounts reach a folder of this test, and read no more than before."""
    for one in (folder, *folder.parents):
        mode = one.stat().st_mode
        if not mode & 0o001:
            one.chmod(mode | 0o011)


def in_another_account(common: Path) -> str:
    """What a beat of the account `nobody` prints. The modules are loaded first: it may not read our folders."""
    code = f"import os, logging, tempfile, forewarn.heartbeat\nos.setgid({NOBODY}); os.setuid({NOBODY})\n{BEAT}"
    environment = {**os.environ, "TMPDIR": str(common)}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_a_component_without_a_beat_is_not_alive_and_one_with_a_beat_is() -> None:
    assert heartbeat.age_s("worker") == float("inf")
    heartbeat.beat("worker")
    assert heartbeat.age_s("worker") < heartbeat.STALE_S
    assert heartbeat.age_s("simulator") == float("inf")


def test_the_sign_lies_in_the_account_s_run_time_folder_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = tmp_path / "session"
    session.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(session))
    heartbeat.beat("worker")
    assert heartbeat.path("worker") == session / "forewarn" / "worker.heartbeat"
    assert heartbeat.age_s("worker") < heartbeat.STALE_S


@pytest.mark.skipif(os.getuid() != 0, reason="becoming another account needs root")
def test_two_accounts_of_a_machine_have_signs_of_life_of_their_own(temporary: Path, tmp_path: Path) -> None:
    let_all_through(tmp_path)
    heartbeat.beat("worker")
    mine = heartbeat.path("worker")
    os.utime(mine, (1.0, 1.0))
    assert f"{temporary}/forewarn-{NOBODY}/worker.heartbeat" in in_another_account(temporary)
    assert mine.stat().st_mtime == 1.0


@pytest.mark.skipif(os.getuid() != 0, reason="giving a folder to another account needs root")
def test_a_folder_that_another_account_made_first_is_neither_written_nor_believed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    theirs = heartbeat.folder()
    theirs.mkdir(mode=0o777)
    (theirs / "worker.heartbeat").touch()
    os.chown(theirs, NOBODY, NOBODY)
    heartbeat.beat("worker")
    assert "`forewarn healthcheck worker` will miss it" in caplog.text
    assert heartbeat.age_s("worker") == float("inf")


def test_a_beat_goes_through_no_link_and_does_not_end_the_loop(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    heartbeat.folder().symlink_to(elsewhere)
    heartbeat.beat("worker")
    assert list(elsewhere.iterdir()) == []
    heartbeat.folder().unlink()
    heartbeat.folder().mkdir(mode=0o700)
    heartbeat.path("worker").symlink_to(tmp_path / "made")
    heartbeat.beat("worker")
    assert not (tmp_path / "made").exists()
    assert heartbeat.age_s("worker") == float("inf")


def test_what_keeps_a_beat_from_being_written_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    heartbeat.folder().touch()
    with caplog.at_level(logging.WARNING):
        heartbeat.beat("simulator")
        heartbeat.beat("simulator")
    assert len(caplog.records) == 1
    heartbeat.folder().unlink()
    heartbeat.beat("simulator")
    assert heartbeat.age_s("simulator") < heartbeat.STALE_S


def test_a_beat_of_the_future_is_no_sign_of_life_for_hours() -> None:
    heartbeat.beat("worker")
    future = time.time() + 7200
    os.utime(heartbeat.path("worker"), (future, future))
    assert heartbeat.age_s("worker") > heartbeat.STALE_S
