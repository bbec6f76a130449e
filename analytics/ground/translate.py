"""Rows of a foreign source as samples and run states: its names become ours, its values come into our units."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.fleet import Label
from analytics.ground.labels import RUN_STATE, UNKNOWN_STATE, known_state
from analytics.ground.rules import Rules
from analytics.ground.samples import Samples, States, joined_samples, joined_states
from store.annotated_csv import Block
from store.frame import Frame, join
from store.sources.foreign import Foreign, Key
from store.sources.place import Wanted

Part = tuple[Samples, States]


@dataclass(frozen=True, slots=True)
class _Series:
    """Of the k series of an answer: which are values and which run states (k,), (scale, offset) (k,) of the values, the
    label of each, and the run state that it says beside its value, if any."""

    value: Bools
    state: Bools
    scale: Floats
    offset: Floats
    labels: Sequence[Label]
    beside: Sequence[str | None]


class Translator:
    """Translates the answers of one source."""

    def __init__(self, place: Foreign) -> None:
        self.place = place
        self._rules = Rules(place) if place.rule else None
        self._keys: list[Key] = []
        self._series = _described([], place)

    def translate(self, blocks: Iterable[Block], wanted: Wanted, *, scaled: bool = True) -> Part:
        """An answer, without what was not wanted; `scaled` is false where its values are counts."""
        parts = [self._translate(frame, scaled) for frame in (join([block]) for block in blocks) if len(frame)]
        samples = _only(joined_samples([part[0] for part in parts]), wanted)
        states = joined_states([part[1] for part in parts])
        if self._rules is not None and scaled and wanted.states:
            states = self._rules.states(samples)
        return joined_samples([samples, broken(states)]), _only_states(states, wanted)

    def _translate(self, frame: Frame, scaled: bool) -> Part:
        code, keys = frame.codes(*self.place.columns)
        series = self._known(keys)
        values, said = series.value[code], series.state[code]
        time, value = frame.times(), _numbers(frame)
        if scaled:
            value = value * series.scale[code] + series.offset[code]
        samples = Samples(time[values], code[values], value[values], series.labels)
        words = self._words(frame, code, said, series) if said.any() and scaled else States.none()
        return samples, joined_states([words, *_beside(samples, series)])

    def _known(self, keys: list[Key]) -> _Series:
        if keys != self._keys:
            self._keys, self._series = keys, _described(keys, self.place)
        return self._series

    def _words(self, frame: Frame, code: Ints, said: Bools, series: _Series) -> States:
        """The rows that are run states, in our words."""
        words, word = np.unique(_texts(frame, said), return_inverse=True)
        pairs, place = np.unique(code[said] * len(words) + word, return_inverse=True)
        labels = []
        for pair in pairs.tolist():
            asset, kind, site, _ = series.labels[pair // len(words)]
            labels.append((asset, kind, site, self.place.state(kind, str(words[pair % len(words)])) or UNKNOWN_STATE))
        return States(frame.times()[said], place.astype(np.int64), labels)


def broken(states: States) -> Samples:
    """The run states that break the contract, as samples that are no numbers, so that they are counted."""
    wrong = np.array([not known_state(label) for label in states.labels], np.bool_)[states.code]
    labels = [(*label[:3], RUN_STATE) for label in states.labels]
    return Samples(states.time[wrong], states.code[wrong], np.full(int(wrong.sum()), np.nan), labels)


def carried(states: States, samples: Samples) -> States:
    """The run state of every moment at which samples came: the newest that was said before it, or at it.

    Some say a state only where it changes, and of windows of history each has to be known.
    """
    if not len(states.time):
        return states
    said, heard = _owners(states.labels), _owners(samples.labels)
    numbers = {owner: number for number, owner in enumerate(dict.fromkeys((*said, *heard)))}
    moments = np.unique(np.stack((_numbered(heard, numbers)[samples.code], samples.time)), axis=1)
    owner = np.concatenate((_numbered(said, numbers)[states.code], moments[0]))
    time = np.concatenate((states.time, moments[1]))
    code = np.concatenate((states.code, np.full(len(moments[0]), -1)))
    order = np.lexsort((code < 0, time, owner))
    owner, time, code = owner[order], time[order], code[order]
    rows = np.arange(len(owner))
    newest = np.maximum.accumulate(np.where(code >= 0, rows, -1))
    known = newest >= np.searchsorted(owner, owner)
    return States(time[known], code[newest[known]], states.labels)


def _owners(labels: Sequence[Label]) -> list[tuple[str, str]]:
    return [label[:2] for label in labels]


def _numbered(owners: Sequence[tuple[str, str]], numbers: Mapping[tuple[str, str], int]) -> Ints:
    return np.array([numbers[owner] for owner in owners], np.int64)


def _described(keys: Sequence[Key], place: Foreign) -> _Series:
    found = [place.meaning(key) for key in keys]
    return _Series(
        np.array([one is not None and one.signal is not None for one in found], np.bool_),
        np.array([one is not None and one.signal is None for one in found], np.bool_),
        np.array([one.scale if one else 1.0 for one in found]),
        np.array([one.offset if one else 0.0 for one in found]),
        [(one.asset, one.asset_class, one.site, one.signal or RUN_STATE) if one else ("",) * 4 for one in found],
        [one.state if one else None for one in found],
    )


def _numbers(frame: Frame) -> Floats:
    """The values as numbers: what is true is 1; NaN where a value is none."""
    column = frame.table.column("_value")
    if pa.types.is_boolean(column.type):
        return np.asarray(pc.fill_null(column.cast(pa.int8()).cast(pa.float64()), np.nan).to_numpy())
    return frame.floats("_value")


def _texts(frame: Frame, which: Bools) -> npt.NDArray[np.str_]:
    """Some values as words: 1 and not 1.0, true and not True."""
    column = frame.table.column("_value").filter(pa.array(which))
    if pa.types.is_floating(column.type):
        return np.array([f"{value:.15g}" for value in column.to_numpy().tolist()], np.str_)
    return np.array(pc.fill_null(column.cast(pa.string()), "").to_pylist(), np.str_)


def _beside(samples: Samples, series: _Series) -> list[States]:
    """What rows of values say of the run state, once a moment of an asset."""
    labels = [(*label[:3], state or UNKNOWN_STATE) for label, state in zip(series.labels, series.beside, strict=True)]
    if all(state is None for state in series.beside):
        return []
    says = np.array([state is not None for state in series.beside], np.bool_)[samples.code]
    known = list(dict.fromkeys(labels))
    place = np.array([known.index(label) for label in labels], np.int64)[samples.code[says]]
    moments = np.unique(np.stack((samples.time[says], place)), axis=1)
    return [States(moments[0], moments[1], known)]


def _only(samples: Samples, wanted: Wanted) -> Samples:
    if wanted.assets is None and wanted.asset_class is None:
        return samples
    return samples.take(_wanted(samples.labels, wanted)[samples.code])


def _only_states(states: States, wanted: Wanted) -> States:
    if wanted.assets is None and wanted.asset_class is None:
        return states
    return states.take(_wanted(states.labels, wanted)[states.code])


def _wanted(labels: Sequence[Label], wanted: Wanted) -> Bools:
    assets = None if wanted.assets is None else set(wanted.assets)
    kind = wanted.asset_class
    return np.array(
        [(assets is None or label[0] in assets) and (kind is None or label[1] == kind) for label in labels], np.bool_
    )
