"""The bench of scoring: its fleet is in the middle of its work, and its figures are those of the product."""

import numpy as np
import pytest

from analytics.layers.baseline.columns import Baseline
from analytics.layers.baseline.normal import LEARNING, SEASONAL, SHORT
from bench.score.fleet import Fleet
from bench.score.measure import memory, peer_speed, points_per_s
from bench.score.peers import PEERS, Peer


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    """A small fleet of all classes."""
    return Fleet(700)


def test_all_kinds_of_baseline_are_there_and_some_assets_are_at_fault(fleet: Fleet) -> None:
    results = fleet.feed([fleet.round() for _ in range(90)])
    state = fleet.pipeline.state
    kinds = np.bincount(state.of(Baseline).normal.kind[state.fleet.facts.symptom], minlength=3)
    assert kinds.argmax() == SEASONAL
    assert min(kinds[LEARNING], kinds[SHORT]) > 0
    assert 0 < (state.assets.level > 0).sum() <= len(state.assets) / 10
    assert results.scored == 90 * 700
    assert results.all_scores().series.size > 0
    assert results.all_risks().asset.size > 0


def test_a_series_takes_less_than_eight_kilobytes(fleet: Fleet) -> None:
    assert sum(memory(fleet).values()) < 8000


def test_the_speed_of_the_product_is_a_number(fleet: Fleet) -> None:
    assert points_per_s(fleet, 1) > 0


@pytest.mark.parametrize("peer", PEERS)
def test_every_peer_scores(peer: type[Peer]) -> None:
    found = peer_speed(peer, 200, 1)
    assert found.points_per_s > 0
    assert found.bytes_per_series > 0


@pytest.mark.parametrize("peer", PEERS[:3])
def test_a_peer_finds_what_stands_out(peer: type[Peer]) -> None:
    scorer, values = peer(2), np.random.default_rng(1).normal(size=(400, 2))
    for row in values:
        scorer.score(row)
    usual, odd = np.asarray(scorer.score(np.array([0.0, 9.0])))
    assert abs(usual) < 1
    assert odd > 5
