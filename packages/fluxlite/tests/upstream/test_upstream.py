"""The acceptance cases of Flux itself, from a checkout of it that stands outside of this repository.

FOREWARN_TEST_FLUX_CHECKOUT names a work tree of influxdata/flux at v0.200.0; more trees (influxdata/influxdb at
v2.9.1, whose cases extend those of Flux) may follow, with the path separator between. `python -m
tests.upstream` prints the figures.
"""

import os
from pathlib import Path

import pytest

from tests.upstream.buckets import shelf
from tests.upstream.verdicts import judged, listed

VARIABLE = "FOREWARN_TEST_FLUX_CHECKOUT"


@pytest.mark.skipif(VARIABLE not in os.environ, reason=f"{VARIABLE} is not set: no acceptance cases to run")
def test_every_acceptance_case_is_in_the_list_and_does_what_the_list_says(tmp_path: Path) -> None:
    known = listed()
    wrong = {}
    with shelf(tmp_path) as store:
        for verdict in judged([Path(part) for part in os.environ[VARIABLE].split(os.pathsep)], store):
            if verdict.rule is not None:
                if verdict.title in known:
                    wrong[verdict.title] = f"is in the list, but {verdict.rule}"
            elif verdict.title not in known:
                wrong[verdict.title] = f"is not in the list: {verdict.flaw or 'it passes'}"
            elif known[verdict.title] is None and verdict.flaw is not None:
                wrong[verdict.title] = f"is listed as a pass: {verdict.flaw}"
            elif known[verdict.title] is not None and verdict.flaw is None:
                wrong[verdict.title] = "is listed as a skip, but passes"
    assert not wrong
