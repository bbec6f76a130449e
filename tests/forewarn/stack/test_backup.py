"""Which steps a backup and a restore take, and what stops them; a `docker` that writes down what it is asked stands in.

What the steps do to real containers was seen by hand: README, "With InfluxDB, Telegraf and Grafana".
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from forewarn.stack import backup
from forewarn.stack.compose import StackError

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
_DOCKER = """#!/bin/sh
echo "$*" >> {log}
case "$*" in *{fails}*) exit 3;; *unpack*|*restore*) cat > /dev/null;; *run*) echo "made by $*";; esac
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder with secrets, and a `docker` before all others."""
    stand_in(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    Path(".env").write_text("A=secret\n", encoding="utf-8")
    return tmp_path


def stand_in(folder: Path, fails: str = "nothing") -> None:
    program = folder / "docker"
    program.write_text(_DOCKER.format(log=folder / "asked", fails=fails), encoding="utf-8")
    program.chmod(0o755)


def asked(project: Path) -> list[str]:
    return (project / "asked").read_text(encoding="utf-8").splitlines()


def test_a_backup_holds_state_store_and_secrets_for_its_owner_only(project: Path) -> None:
    made = backup.back_up(project / "backups", NOON)
    assert made.name == "2026-01-01T120000"
    assert sorted(path.name for path in made.iterdir()) == ["env", "influxdb.tar", "state.tar"]
    assert {path.stat().st_mode & 0o777 for path in made.iterdir()} == {0o600}
    assert made.stat().st_mode & 0o777 == 0o700
    assert (made / "env").read_text(encoding="utf-8") == "A=secret\n"
    assert [" ".join(line.split()[:6]) for line in asked(project)] == [
        "compose run --rm -T --no-deps keeper",
        "compose run --rm -T influx-cli sh",
    ]


def test_a_backup_that_fails_is_not_taken_for_a_whole_one(project: Path) -> None:
    stand_in(project, fails="influx-cli")
    with pytest.raises(StackError, match="ended with status 3"):
        backup.back_up(project / "backups", NOON)
    assert [path.name for path in (project / "backups").iterdir()] == ["2026-01-01T120000.part"]


def test_a_restore_stops_everything_and_starts_it_once_all_is_back(project: Path) -> None:
    made = backup.back_up(project / "backups", NOON)
    (project / "asked").unlink()
    backup.restore(made)
    steps = [" ".join(line.split()[:8]) for line in asked(project)]
    assert steps == [
        "compose --profile * stop",
        "compose run --rm -T --no-deps keeper state unpack",
        "compose up --detach --wait influxdb",
        "compose run --rm -T influx-cli sh -euc rm",
        "compose up --detach --wait",
    ]


def test_on_a_new_machine_the_secrets_come_from_the_backup(project: Path) -> None:
    made = backup.back_up(project / "backups", NOON)
    (project / ".env").unlink()
    backup.restore(made)
    assert (project / ".env").read_text(encoding="utf-8") == "A=secret\n"
    assert (project / ".env").stat().st_mode & 0o777 == 0o600


def test_secrets_of_another_stack_are_not_written_over(project: Path) -> None:
    made = backup.back_up(project / "backups", NOON)
    (project / ".env").write_text("A=another\n", encoding="utf-8")
    (project / "asked").unlink()
    with pytest.raises(StackError, match=r"\.env: differs from the backup's"):
        backup.restore(made)
    assert not (project / "asked").exists()


def test_half_a_backup_is_refused_before_anything_is_stopped(project: Path) -> None:
    made = backup.back_up(project / "backups", NOON)
    (made / "influxdb.tar").unlink()
    (project / "asked").unlink()
    with pytest.raises(StackError, match=r"influxdb\.tar is missing"):
        backup.restore(made)
    assert not (project / "asked").exists()


def test_without_docker_or_secrets_a_sentence_says_so(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project / "nowhere"))
    with pytest.raises(StackError, match="docker: not installed"):
        backup.back_up(project / "backups", NOON)
    (project / ".env").unlink()
    with pytest.raises(StackError, match=r"\.env: no such file"):
        backup.back_up(project / "backups", NOON)
