"""Trained models on disk: kept, put in force, rolled back; and that a bad one stops nobody."""

import json
import logging
import shutil
from pathlib import Path

import pytest

from analytics.prognosis.boosting import Model
from analytics.prognosis.shelf import ModelError, Shelf, card, card_of, keep, put_in_force, read, versions
from analytics.prognosis.trained import Alike, Boosted
from analytics.prognosis.training import train
from tests.analytics.prognosis.machines import days, goes, pump


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf with two versions of a model of pumps, the second in force, and courses of motors."""
    folder = tmp_path_factory.mktemp("models")
    for version, own, asset_class in (
        ("v1", days(50, 1), "pump"),
        ("v2", days(50, 2), "pump"),
        ("v1", days(12, 3), "motor"),
    ):
        model, figures = train(own, asset_class, version, seed=1)
        keep(folder, model, card_of(model, asset_class, own, figures, {"what": "a test"}), own)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "models"))


def test_what_is_kept_is_read_again_with_its_card(folder: Path) -> None:
    assert versions(folder, "pump") == ["v1", "v2"]
    own, found = card(folder, "pump"), read(folder, "pump")
    assert (own.version, found.version) == ("v2", "v2")
    assert own.data == {"what": "a test", "machines": 50, "days": len(days(50, 2).machine), "failures": 50}
    assert own.figures["auc"] > 0.9
    assert isinstance(found, Boosted)
    assert isinstance(read(folder, "motor"), Alike)


def test_courses_that_are_kept_tell_the_same_again(folder: Path) -> None:
    model, _ = train(days(12, 3), "motor", "v1", seed=1)
    state = pump()
    now = goes(state, "vibration_mm_s", 30, 2.0, lambda day: 0.1 * day)
    found, first = read(folder, "motor").foretell(state, 0, now), model.foretell(state, 0, now)
    assert (found.because, found.like) == (first.because, first.like)
    assert found.life is not None
    assert first.life is not None
    assert (found.life.hours == first.life.hours).all()


def test_the_one_before_is_put_in_force_again_and_a_shelf_that_is_asked_sees_it(folder: Path) -> None:
    shelf = Shelf(folder)
    found = shelf.get("pump")
    assert found is not None
    assert found.version == "v2"
    assert shelf.get("pump") is found
    put_in_force(folder, "pump", "v1")
    again = shelf.get("pump")
    assert again is not None
    assert again.version == "v1"
    assert shelf.get("conveyor") is None


def test_of_two_folders_that_have_a_class_the_last_one_rules(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "own"
    shutil.copytree(folder / "pump", other / "pump")
    put_in_force(other, "pump", "v1")
    found = Shelf(folder, other).get("pump")
    assert found is not None
    assert found.version == "v1"
    assert Shelf(other, folder).get("motor") is not None


@pytest.mark.parametrize("spoilt", ["cut", "card", "nan", "other class", "method", "signs", "empty"])
def test_a_model_that_cannot_be_read_is_told_of_and_stops_nobody(
    spoilt: str, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = folder / "pump" / "v2"
    told = json.loads((place / "card.json").read_text())
    match spoilt:
        case "cut":
            (place / "model.npz").write_bytes((place / "model.npz").read_bytes()[:5000])
        case "empty":
            (place / "model.npz").unlink()
        case "signs":
            told["symptoms"] = ["vibration_mm_s"]
        case "nan":
            told["figures"]["auc"] = float("nan")
        case "other class":
            told["asset_class"] = "motor"
        case "method":
            told["method"] = "magic"
        case _:
            told = []
    (place / "card.json").write_text(json.dumps(told))
    with caplog.at_level(logging.WARNING):
        assert Shelf(folder).get("pump") is None
    assert "of pump cannot be read" in caplog.text
    with pytest.raises(ModelError):
        put_in_force(folder, "pump", "v2")
    put_in_force(folder, "pump", "v1")
    assert Shelf(folder).get("pump") is not None


@pytest.mark.parametrize("name", ["../v1", "", ".v1", "a/b"])
def test_no_version_leads_out_of_the_folder(name: str, folder: Path) -> None:
    (folder / "pump" / "current").write_text(name)
    with pytest.raises(ModelError, match="cannot be read"):
        card(folder, "pump")


def test_courses_that_are_no_courses_are_refused(folder: Path) -> None:
    shutil.copy(folder / "pump" / "v1" / "model.npz", folder / "motor" / "v1" / "model.npz")
    with pytest.raises(ModelError, match="holds no library"):
        read(folder, "motor")


def test_the_loader_of_trees_refuses_what_is_no_model(folder: Path) -> None:
    assert Model.load(folder / "pump" / "v1" / "model.npz").columns == 21
    shutil.copy(folder / "motor" / "v1" / "model.npz", folder / "pump" / "v1" / "model.npz")
    with pytest.raises(ModelError):
        read(folder, "pump", "v1")
