"""`forewarn thresholds`: a terminal user takes thresholds out to a file, changes it, and sets it."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from forewarn.local import Addresses, LocalFolder
from store.gateway import Gateway
from tests.admin.fixtures.server import NOWHERE, TOKEN, RunningAdmin
from tests.support.command import forewarn
from tests.support.provisioned import provisioned


@dataclass
class Place:
    """A running admin, and a folder for files."""

    program: httpx.Client
    environment: dict[str, str]
    folder: Path

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Type it in the folder."""
        return forewarn("thresholds", *words, environment=self.environment, folder=self.folder)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("terminal")
    with (
        provisioned(folder / "tokens") as running,
        Gateway(running.url, running.token, running.org) as gateway,
        RunningAdmin(gateway) as admin,
        admin.program() as program,
    ):
        environment = {"FOREWARN_ADMIN_URL": admin.url, "FOREWARN_ADMIN_TOKEN": TOKEN}
        yield Place(program, environment, folder)


@pytest.mark.parametrize("form", ["toml", "csv"])
def test_what_was_exported_is_changed_looked_at_and_set(place: Place, form: str) -> None:
    name = f"mine.{form}"
    assert place.run("export", "--format", form, "--out", name).returncode == 0
    file = place.folder / name
    signal = {"toml": "flow_m3h", "csv": "power_kw"}[form]
    lines = file.read_text(encoding="utf-8").replace("\r\n", "\n").split("\n")
    if form == "csv":
        at = next(at for at, line in enumerate(lines) if line.startswith(f"machine,{signal},"))
        lines[at] = lines[at].replace(",1.0,", ",0.5,", 1)
    else:
        at = lines.index(f'signal = "{signal}"', lines.index('scope = "machine"'))
        at = next(place for place in range(at, len(lines)) if lines[place].startswith("sensitivity"))
        lines[at] = "sensitivity = 0.5"
    file.write_text("\n".join(lines), encoding="utf-8")
    looked = place.run("import", name, "--dry-run")
    assert looked.returncode == 0, looked.stderr
    assert f"machine/{signal} new: sensitivity 1.0 -> 0.5\n1 new, 0 changed, 0 withdrawn" in looked.stdout
    assert looked.stdout.endswith("nothing is set\n")
    done = place.run("import", name, "--why", "by the terminal")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("; set\n")
    (version,) = place.program.get(f"/api/thresholds/machine/{signal}/history").json()
    assert (version["sensitivity"], version["why"]) == (0.5, "by the terminal")


def test_only_what_was_changed_is_printed_where_that_is_asked_for(place: Place) -> None:
    found = place.run("export", "--changed")
    assert found.returncode == 0
    assert "catalogue" not in found.stdout


def test_a_refused_row_is_named_with_status_1(place: Place) -> None:
    row = 'scope = "ev"\nsignal = "hv_voltage_v"\ndirection = "below"\nmin_deviation = 1\nsensitivity = nan\n'
    (place.folder / "bad.toml").write_text(f"[[threshold]]\n{row}")
    words = "line 1: ev/hv_voltage_v: sensitivity: nan is not a finite number"
    looked = place.run("import", "bad.toml", "--dry-run")
    assert (looked.returncode, words in looked.stdout) == (1, True)
    refused = place.run("import", "bad.toml", "--why", "no")
    assert (refused.returncode, words in refused.stderr) == (1, True)
    assert "answers 422" in refused.stderr


@pytest.mark.parametrize(
    ("content", "words"), [(b"\xff", "is no text in UTF-8"), (b"a,b", "'a' is no column"), (b"", "has no column")]
)
def test_a_file_that_holds_no_rows_is_said_in_a_sentence(place: Place, content: bytes, words: str) -> None:
    (place.folder / "odd.csv").write_bytes(content)
    found = place.run("import", "odd.csv", "--dry-run")
    assert found.returncode == 1
    assert words in found.stderr
    assert "Traceback" not in found.stderr


def test_a_file_that_is_not_there_is_said_in_a_sentence(place: Place) -> None:
    found = place.run("import", "nowhere.csv", "--dry-run")
    assert (found.returncode, found.stderr) == (1, "forewarn: nowhere.csv: No such file or directory\n")


def test_a_reason_is_asked_for_before_anything_is_sent(place: Place) -> None:
    (place.folder / "empty.toml").touch()
    found = place.run("import", "empty.toml")
    assert found.returncode == 2
    assert "say why, by --why" in found.stderr


def test_without_settings_the_admin_of_make_run_is_asked(place: Place, tmp_path: Path) -> None:
    local = LocalFolder(tmp_path / "var")
    local.secrets.mkdir(parents=True)
    (local.secrets / "api.token").write_text(f"{TOKEN}\n")
    admin = place.environment["FOREWARN_ADMIN_URL"]
    local.remember(Addresses(store=NOWHERE, org="forewarn", own_store=True, admin=admin, simulator=None))
    found = forewarn("thresholds", "export", "--format", "csv", folder=tmp_path)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("scope,signal,version,basis,")


def test_an_admin_that_is_away_or_does_not_know_the_token_is_said_in_a_sentence(place: Place) -> None:
    away = forewarn("thresholds", "export", environment={**place.environment, "FOREWARN_ADMIN_URL": NOWHERE})
    assert (away.returncode, away.stderr.startswith("forewarn: The admin ")) == (1, True)
    wrong = forewarn("thresholds", "export", environment={**place.environment, "FOREWARN_ADMIN_TOKEN": "another"})
    assert wrong.returncode == 1
    assert "the admin answers 401" in wrong.stderr
