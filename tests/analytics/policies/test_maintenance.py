"""Rows of maintenance."""

import pytest

from analytics.policies.maintenance import Work, latest, parse
from telemetry.errors import ContractError

ROW = {"asset": "PUMP-001", "from": "2026-11-21T08:00:00Z", "until": "2026-11-21T10:00:00+01:00", "relearn": True}
EIGHT = 1_795_248_000 * 10**9


def test_a_row_says_from_when_until_when_and_on_what() -> None:
    row = {**ROW, "signals": "vibration_mm_s, flow_m3h"}
    signals = frozenset({"vibration_mm_s", "flow_m3h"})
    assert parse(row) == Work("PUMP-001", EIGHT, EIGHT + 3600 * 10**9, True, signals)
    assert parse({**ROW, "relearn": None}).relearn is False


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("asset", ""),
        ("from", None),
        ("from", "yesterday"),
        ("from", "1900-01-01T00:00:00Z"),
        ("until", "2026-11-21T10:00:00"),
        ("until", "9999-12-31T23:59:59Z"),
        ("until", ROW["from"]),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_with_the_field(field: str, value: object) -> None:
    with pytest.raises(ContractError) as refused:
        parse({**ROW, field: value})
    assert refused.value.field == field


def test_of_an_asset_the_work_that_ends_last_counts() -> None:
    works = [Work("A", 0, 5, False), Work("B", 0, 1, False), Work("A", 1, 3, True)]
    assert latest(works) == {"A": works[0], "B": works[1]}
