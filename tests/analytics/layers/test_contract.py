"""What every layer keeps to: one suite for the whole tuple, and for a toy that somebody has just added to it."""

import io
from functools import cache

import numpy as np
import pytest

from analytics.engine.pipeline import Pipeline
from analytics.engine.state import State
from analytics.ground.kept import Kept
from analytics.layers.contract import Layer
from analytics.layers.order import LAYERS
from tests.analytics.layers import stream
from tests.analytics.layers.toy import HigherThanEver

ALL = (*LAYERS, HigherThanEver())
every_layer = pytest.mark.parametrize("layer", ALL, ids=lambda layer: layer.name)


@cache
def whole() -> Pipeline:
    """The stream in one feed."""
    return stream.run(stream.fresh(ALL), stream.values())


@cache
def in_parts(size: int) -> Pipeline:
    """The stream in feeds of so many moments."""
    return stream.run(stream.fresh(ALL), stream.values(), size=size)


@cache
def restarted() -> Pipeline:
    """The stream with a restart in the middle: all that is known goes through a file."""
    pipeline = stream.run(stream.fresh(ALL), stream.values(), last=250)
    arrays, data = pipeline.state.dump()
    body = io.BytesIO()
    np.savez(body, allow_pickle=False, **arrays)
    body.seek(0)
    with np.load(body) as stored:
        again = Pipeline(State.load(dict(stored), data, ALL), pipeline.pace)
    again.maintain(stream.WORK)
    return stream.run(again, stream.values(), first=250)


@cache
def with_nonsense() -> Pipeline:
    """The stream with values that are none between the sound ones, in moments in which no series is looked for."""
    spoilt = stream.values()
    spoilt[10:20, 2], spoilt[30:40, 4] = np.inf, -1e12
    return stream.run(stream.fresh(ALL), spoilt)


@cache
def without_nonsense() -> Pipeline:
    """The same stream, in which those values were not sent at all."""
    sound = stream.values()
    sound[10:20, 2] = sound[30:40, 4] = np.nan
    return stream.run(stream.fresh(ALL), sound)


@cache
def with_another(number: int) -> Pipeline:
    """The stream in which one series measures something else."""
    changed = stream.values()
    changed[:, number] *= 1.02
    return stream.run(stream.fresh(ALL), changed)


def test_the_names_of_all_layers_and_of_their_causes_differ() -> None:
    names, causes = [layer.name for layer in ALL], [cause.name for layer in ALL for cause in layer.causes]
    assert len(set(names)) == len(names)
    assert len(set(causes)) == len(causes)


@every_layer
def test_the_stream_leaves_something_behind(layer: Layer[Kept]) -> None:
    before, after = stream.kept(stream.fresh(ALL), layer.name), stream.kept(whole(), layer.name)
    moved = [name for name in after if not np.array_equal(before[name], after[name], equal_nan=True)]
    assert moved or not after


@every_layer
@pytest.mark.parametrize("size", [1, 7, 97])
def test_the_result_is_the_same_however_the_stream_is_cut(layer: Layer[Kept], size: int) -> None:
    stream.assert_same(stream.kept(in_parts(size), layer.name), stream.kept(whole(), layer.name))


@every_layer
def test_the_state_goes_on_after_a_restart_in_the_middle_as_if_there_had_been_none(layer: Layer[Kept]) -> None:
    stream.assert_same(stream.kept(restarted(), layer.name), stream.kept(whole(), layer.name))


@every_layer
def test_what_is_no_value_leaves_no_trace(layer: Layer[Kept]) -> None:
    stream.assert_same(stream.kept(with_nonsense(), layer.name), stream.kept(without_nonsense(), layer.name))


@every_layer
def test_what_was_once_known_never_becomes_unknown(layer: Layer[Kept]) -> None:
    before = stream.kept(stream.run(stream.fresh(ALL), stream.values(), last=90), layer.name)
    for name, column in stream.kept(whole(), layer.name).items():
        if column.dtype.kind == "f" and name != "suspect":  # one that is not suspected any more is none
            assert not (np.isnan(column) & np.isfinite(before[name])).any(), name


@pytest.mark.parametrize("layer", [layer for layer in ALL if not layer.shared], ids=lambda layer: layer.name)
@pytest.mark.parametrize("number", [0, 2])
def test_no_series_moves_another_unless_the_layer_says_so(layer: Layer[Kept], number: int) -> None:
    found, wanted = stream.kept(with_another(number), layer.name), stream.kept(whole(), layer.name)
    others = np.arange(len(stream.LABELS)) != number
    for name, column in wanted.items():
        if column.shape[-1] == len(stream.LABELS):
            np.testing.assert_array_equal(found[name][..., others], column[..., others], err_msg=name)


@every_layer
def test_what_is_forgotten_of_some_series_is_kept_of_the_others_and_what_follows_can_be_judged(
    layer: Layer[Kept],
) -> None:
    pipeline = stream.run(stream.fresh(ALL), stream.values(), last=400)
    columns, before = pipeline.state.table[layer.name], _copy(stream.kept(pipeline, layer.name))
    layer.forget(columns, np.array([0, 6]))
    others = ~np.isin(np.arange(len(stream.LABELS)), [0, 6])
    for name, column in columns.pack().items():
        if column.shape[-1] == len(stream.LABELS):
            np.testing.assert_array_equal(column[..., others], before[name][..., others], err_msg=name)
    pipeline.state.check()
    stream.run(pipeline, stream.values(), first=400)


@every_layer
def test_it_grows_with_the_fleet_and_lets_go_of_assets(layer: Layer[Kept]) -> None:
    pipeline = stream.run(stream.fresh(ALL), stream.values())
    state, before = pipeline.state, _copy(stream.kept(pipeline, layer.name))
    state.fleet.series(state.fleet.asset("NEW", "ice", "south"), "coolant_temp_c")
    state.fit()
    state.check()
    kept = state.only(np.arange(len(stream.LABELS)), np.arange(len(stream.PUMPS)))
    kept.check()
    found = kept.table[layer.name].pack()
    stream.assert_same(found, before)


def _copy(columns: stream.Arrays) -> stream.Arrays:
    return {name: column.copy() for name, column in columns.items()}


def test_a_toy_needs_its_file_and_its_entry_and_has_its_say_in_score_and_reason() -> None:
    pipeline = stream.run(stream.fresh(ALL), stream.values(), last=200)
    record = stream.values()
    record[200, 0] = 1.7  # within the band
    results = pipeline.feed(stream.samples(record, slice(200, 201)))
    score = dict(zip(results.all_scores().series.tolist(), results.all_scores().score.tolist(), strict=True))
    plain = stream.run(stream.fresh(), stream.values(), last=200).feed(stream.samples(record, slice(200, 201)))
    without = dict(zip(plain.all_scores().series.tolist(), plain.all_scores().score.tolist(), strict=True))
    assert score[0] > 1 > without[0]
    assert pipeline.state.causes[int(pipeline.state.current.cause[0])].name == "record"
    arrays, data = pipeline.state.dump()
    assert "records.highest" in arrays
    assert State.load(arrays, data, ALL).dump()[0]["records.highest"][0] == 1.7
