"""The failure modes as data: enough of them, whole, and about signals and states that their class has."""

import re
from collections import Counter

import pytest

from contract.catalogue import CLASSES
from contract.failures import FailureMode, Growth, Sense, When
from tests.support.catalogue import MODES

BY_NAME = pytest.mark.parametrize("known", MODES, ids=lambda known: f"{known.asset_class}-{known.mode}")


def conditions(known: FailureMode) -> list[When]:
    """Every condition that a mode's effects speak of."""
    effects = (*known.shows, *known.spares)
    return [when for effect in effects for when in (effect.when, effect.most) if when]


def test_there_are_at_least_forty_failure_modes_and_some_of_every_class() -> None:
    assert len(MODES) >= 40
    assert min(Counter(known.asset_class for known in MODES)[name] for name in CLASSES) >= 10


@BY_NAME
def test_a_mode_says_what_it_shows_what_it_spares_and_what_to_do(known: FailureMode) -> None:
    assert known.shows
    assert known.spares
    assert all((known.signature, known.discriminator, known.action))


@BY_NAME
def test_a_mode_speaks_of_signals_and_run_states_of_its_class(known: FailureMode) -> None:
    spec = CLASSES[known.asset_class]
    assert {effect.signal for effect in (*known.shows, *known.spares)} | set(known.leads) <= set(spec.signals)
    for when in conditions(known):
        assert when.text
        assert set(when.states) <= set(spec.run_states)
        for signal, low, high in when.ranges:
            least, most = spec.signals[signal].physical
            assert low < high
            assert low <= most
            assert high >= least


@BY_NAME
def test_what_a_mode_shows_moves_and_its_code_has_the_form_of_the_standard(known: FailureMode) -> None:
    assert all(effect.sense is not Sense.STAYS for effect in known.shows)
    assert set(known.leads) <= set(known.signals)
    assert not known.code or re.fullmatch(r"[PBCU][0-3][0-9A-F]{3}", known.code)


@BY_NAME
def test_a_sudden_mode_takes_no_time_and_any_other_takes_some(known: FailureMode) -> None:
    shortest, longest = known.hours
    assert 0 <= shortest <= longest
    assert (longest == 0) == (known.growth is Growth.STEP)
