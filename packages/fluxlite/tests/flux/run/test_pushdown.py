"""The law of push-down: what a bucket computes itself is what Flux computes from its rows.

The same pipelines go to a real InfluxDB, where FOREWARN_TEST_INFLUX_URL, _TOKEN and _ORG name one.
"""

import os
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from fluxlite.flux import FluxError
from tests.flux.asking import ANNOTATED, answer
from tests.flux.memory import MemoryCatalog
from tests.flux.run.pipelines import ODD, pipeline, points
from tests.golden.asking import ask_query, drop_bucket, fresh_bucket
from tests.golden.cases import QueryCase
from tests.golden.compare import difference, same_body
from tests.http.talk import Talk
from tests.support.store import RunningStore

_URL = "FOREWARN_TEST_INFLUX_URL"
_RANDOM = st.randoms(use_true_random=False)
_COUNT = st.integers(0, 120)
PIPELINES = 20
"""Pipelines that are asked of each bucket."""


def outcome(flux: str, data: MemoryCatalog, pushdown: bool) -> str:
    """The answer, or the error."""
    try:
        return answer(flux, data, ANNOTATED, pushdown=pushdown)
    except FluxError as error:
        return f"{error.code}: {error.message}"


@settings(deadline=None, max_examples=60)
@given(_RANDOM, _COUNT)
def test_push_down_changes_no_answer(random: Random, count: int) -> None:
    data = MemoryCatalog()
    data.add("b", points(random, count))
    flux = pipeline(random)
    pushed, plain = (outcome(flux, data, pushdown) for pushdown in (True, False))
    assert same_body(pushed, plain), f"{flux}\n{pushed}\n{plain}"


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Talk, Talk]]:
    """Conversations with a real server and with our store, about a bucket of the same name."""
    if _URL not in os.environ:
        pytest.skip(f"{_URL} is not set: no real InfluxDB to compare with")
    given = [os.environ[f"FOREWARN_TEST_INFLUX_{name}"] for name in ("URL", "TOKEN", "ORG")]
    with RunningStore() as store, Talk(*given) as real, Talk(store.url, store.token, store.org) as ours:
        yield real, ours
        drop_bucket(real)


@pytest.mark.real
@settings(deadline=None, max_examples=20, phases=[Phase.generate], database=None)
@given(st.integers(0, 2**32))
def test_a_real_server_gives_the_same_rows(both: tuple[Talk, Talk], seed: int) -> None:
    random = Random(seed)
    lines = points(random, random.randint(1, 120))
    for talk in both:
        fresh_bucket(talk, f"random-{os.getpid()}")
        assert talk.write(lines).status == 204
    for _ in range(PIPELINES):
        case = QueryCase("", pipeline(random).replace('bucket: "b"', f'bucket: "random-{os.getpid()}"'))
        want, got = (ask_query(talk, case) for talk in both)
        if {want["status"], got["status"]} == {200} and not ODD.search(case.flux):
            assert difference(want, got) is None, f"{case.flux}\n{lines}"
