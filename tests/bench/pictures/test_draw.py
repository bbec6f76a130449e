"""Pictures come out the same to the byte, and the page shows those that are drawn."""

import re
from pathlib import Path

import pytest

from bench.pictures import page
from contract.catalogue import CLASSES
from tests.support.catalogue import MODES

pytest.importorskip("matplotlib", reason="matplotlib is not installed: it is in requirements-dev.lock")


def test_the_page_shows_the_pictures_that_are_drawn() -> None:
    from bench.pictures.draw import pictures

    assert sorted(pictures()) == sorted(re.findall(r"\]\(simulators/(.+?)\)", page.text()))


def test_a_picture_is_the_same_to_the_byte_each_time(tmp_path: Path) -> None:
    from bench.pictures import effects

    for name in ("one.png", "two.png"):
        effects.draw([CLASSES["machine"].modes["unbalance"]], tmp_path / name)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_what_shows_first_has_a_panel_and_so_has_what_tells_a_mode_apart() -> None:
    from bench.pictures.effects import chosen

    for mode in MODES:
        shown = chosen(mode)
        assert len(shown) <= 4
        assert shown[0].signal == (mode.leads or mode.signals)[0]
        assert not mode.spares or shown[-1] in mode.spares
