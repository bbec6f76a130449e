"""Every measurement says what it is for, and means by a tag what all others mean."""

import re
from collections import Counter

import pytest

from contract.measurements import BUCKETS, COMMON_TAGS, Measurement
from contract.points import MEASUREMENTS
from contract.tags import TAGS

BY_NAME = pytest.mark.parametrize("measurement", MEASUREMENTS, ids=lambda measurement: measurement.name)


def test_a_measurement_stands_once_and_every_bucket_and_tag_is_used() -> None:
    assert max(Counter(measurement.name for measurement in MEASUREMENTS).values()) == 1
    assert {measurement.bucket for measurement in MEASUREMENTS} == set(BUCKETS)
    assert {tag for measurement in MEASUREMENTS for tag in measurement.tags} == set(TAGS)


@BY_NAME
def test_a_measurement_says_what_it_and_each_field_of_it_is(measurement: Measurement) -> None:
    assert measurement.says.endswith(".")
    assert measurement.fields or measurement.others
    for name, field in measurement.fields.items():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name)
        assert field.says
        assert not field.says.endswith(".")
    assert all(re.search(r"<\w+>", name) and says for name, says in measurement.others.items())


@BY_NAME
def test_a_measurement_of_an_asset_has_the_common_tags_or_is_written_by_people(measurement: Measurement) -> None:
    if measurement.bucket in ("health", "rollup", "telemetry") and measurement.name not in ("worker", "notification"):
        assert measurement.tags[: len(COMMON_TAGS)] == COMMON_TAGS
