"""`forewarn export`: what the store holds, as a file or printed."""

import csv
import io
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyarrow import parquet as pq

from store.gateway import Gateway
from tests.admin.fixtures.server import NOWHERE
from tests.support import exported
from tests.support.command import forewarn
from tests.support.exported import PUMP, SINCE, UNTIL
from tests.support.provisioned import provisioned

RANGE = ("--from", SINCE, "--to", UNTIL)
Environment = dict[str, str]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    """Of a command with the rights that the admin has."""
    folder = tmp_path_factory.mktemp("tokens")
    with provisioned(folder) as running, Gateway(running.url, running.token, running.org) as operator:
        exported.fill(operator)
        token = (folder / "admin.token").read_text(encoding="utf-8").strip()
        yield {"INFLUX_URL": running.url, "INFLUX_TOKEN": token, "INFLUX_ORG": running.org}


def export(environment: Environment, *words: str, folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
    return forewarn("export", *words, environment=environment, folder=folder)


def test_without_a_file_csv_is_printed_and_nothing_else_is_said(environment: Environment) -> None:
    result = export(environment, *RANGE, "--what", "risk")
    assert (result.returncode, result.stderr) == (0, "")
    assert [float(row["risk"]) for row in csv.DictReader(io.StringIO(result.stdout))] == list(range(exported.MINUTES))


def test_a_file_has_the_form_of_its_name_and_the_assets_that_are_named(
    environment: Environment, tmp_path: Path
) -> None:
    result = export(environment, *RANGE, "--asset", PUMP, "--asset", "nobody", "--out", "out.parquet", folder=tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert pq.read_table(tmp_path / "out.parquet").column("asset").to_pylist() == [PUMP] * exported.MINUTES
    assert [path.name for path in tmp_path.iterdir()] == ["out.parquet"]


def test_an_export_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("of yesterday")
    nobody = {"INFLUX_URL": NOWHERE, "INFLUX_TOKEN": "a-token-of-nobody"}
    result = export(nobody, "--out", "out.csv", folder=tmp_path)
    assert result.returncode == 1
    assert result.stderr.startswith("forewarn: ")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"out.csv": "of yesterday"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "soon"), "from: 'soon' is no time"),
        (("--from", "-1h", "--to", "-2h"), "from: must be before to"),
        (("--signal", "warp"), "signal: 'warp' is not one of"),
        (("--what", "all"), "'all' is not one of 'telemetry', 'scores', 'risk', 'episodes'"),
    ],
)
def test_what_cannot_be_is_refused_by_name(environment: Environment, words: tuple[str, ...], said: str) -> None:
    result = export(environment, *words)
    assert result.returncode != 0
    assert said in result.stderr
