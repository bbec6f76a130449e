"""`forewarn train`: what it refuses, lists and puts in force. What it makes is tested where it is made."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from analytics.prognosis.shelf import card, card_of, keep
from analytics.prognosis.training import train
from contract.errors import ForewarnError
from forewarn.commands.train import command
from tests.analytics.prognosis.machines import days


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Models of pumps, in two versions."""
    made = tmp_path_factory.mktemp("models")
    for version, seed in (("first", 1), ("second", 2)):
        own = days(12, seed)
        model, figures = train(own, "pump", version, 1)
        keep(made, model, card_of(model, "pump", own, {**figures, "auc": 0.987}, {}), own)
    return made


def run(*arguments: str) -> str:
    found = CliRunner().invoke(command, arguments)
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found.output


def test_models_are_listed_with_their_figures_and_the_one_before_is_put_in_force(folder: Path) -> None:
    assert "second                   in force  similar  auc 0.987" in run("--list", "--out", str(folder))
    assert run("pump", "--use", "first", "--out", str(folder)) == "pump: first is in force\n"
    assert card(folder, "pump").version == "first"
    assert run("pump", "--use", "second", "--out", str(folder)) == "pump: second is in force\n"


def test_a_version_that_is_not_there_is_refused_with_those_that_are(folder: Path) -> None:
    with pytest.raises(ForewarnError, match=r"'third' is no version of pump .* there are: first, second"):
        run("pump", "--use", "third", "--out", str(folder))
    assert "--use wants one class" in run("--use", "first", "--out", str(folder))


def test_a_class_that_nobody_can_simulate_and_too_few_failures_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ForewarnError, match="kettle cannot be simulated; there are ice, ev"):
        run("kettle", "--out", str(tmp_path))
    with pytest.raises(ForewarnError, match="of pump are too few to train on"):
        run("pump", "--machines", "1", "--days", "30", "--out", str(tmp_path))
    assert not list(tmp_path.iterdir())
