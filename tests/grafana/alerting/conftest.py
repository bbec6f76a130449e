"""A store for rules: empty, set up, and filled by each test at a moment of its own."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest

from contract.time import SECOND
from grafana.alerting.rule import Rule
from store.gateway import Gateway
from store.points import Point, encode
from tests.grafana.alerting import evaluation
from tests.support.provisioned import provisioned

APART_S = 26 * 3600
"""Between the moments of two tests: no rule looks back further than a day, and telemetry is kept for thirty."""


@dataclass(frozen=True)
class Stage:
    """A moment in the store that no other test writes near to; times are seconds before it."""

    gateway: Gateway
    now: int

    def write(
        self, bucket: str, measurement: str, age_s: float, fields: dict[str, float | int | str | bool], **tags: str
    ) -> None:
        """One point."""
        self.gateway.write(bucket, encode([Point(measurement, tags, fields, self.now - round(age_s * SECOND))]))

    def firing(self, rule: Rule, *, after_s: float = 0) -> list[dict[str, str]]:
        """The labels of what fires so long after the moment."""
        return [
            dict(labels) for labels in evaluation.firing(self.gateway, rule.build(), self.now + round(after_s * SECOND))
        ]

    def said(self, rule: Rule) -> dict[str, float]:
        """The values that the words of the one alert that fires can name."""
        (one,) = [each for each in evaluation.instances(self.gateway, rule.build(), self.now) if each.fires]
        return dict(one.values)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """An empty store that is set up."""
    with (
        provisioned(tmp_path_factory.mktemp("tokens")) as store,
        Gateway(store.url, store.token, store.org) as operator,
    ):
        yield operator


@pytest.fixture(scope="module")
def moments() -> Iterator[int]:
    """Moments in nanoseconds, each a good day before the last."""
    now = time.time_ns() // SECOND
    return ((now - number * APART_S) * SECOND for number in count(1))


@pytest.fixture
def stage(gateway: Gateway, moments: Iterator[int]) -> Stage:
    """A moment of its own for each test."""
    return Stage(gateway, next(moments))
