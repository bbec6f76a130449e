"""What may be ordered, and what is refused by name."""

from typing import Any

import pytest

from contract.errors import ContractError
from contract.time import DAY, HOUR
from store.export.order import Order, parse

NOW = 100 * DAY
PLAIN: dict[str, Any] = {"what": "telemetry", "form": "csv", "since": "", "until": "", "now": NOW}


def order(**more: Any) -> Order:
    return parse(**{**PLAIN, **more})


def test_without_a_word_it_is_the_last_day_of_everything() -> None:
    found = order()
    assert (found.start, found.stop, found.assets, found.rows()) == (NOW - DAY, NOW, (), "true")


def test_a_time_is_rfc_3339_a_date_or_how_long_ago() -> None:
    found = order(since="-36h", until="1970-04-10")
    assert (found.start, found.stop) == (NOW - 36 * HOUR, 99 * DAY)
    assert order(since="1970-04-10T02:00:00+02:00").start == 99 * DAY


def test_the_file_is_called_by_kind_and_range() -> None:
    assert order(form="arrow", since="-1h").file_name == "forewarn-telemetry-19700410T230000Z-19700411T000000Z.arrows"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("what", {"what": "everything"}),
        ("format", {"form": "xlsx"}),
        ("from", {"since": "yesterday"}),
        ("from", {"since": "nan"}),
        ("from", {"since": "-1h", "until": "-2h"}),
        ("to", {"until": "2026-03-01T08:00:00"}),
        ("to", {"until": "3000-01-01"}),
        ("asset", {"assets": [""]}),
        ("asset", {"assets": [str(number) for number in range(1001)]}),
        ("class", {"classes": ["spaceship"]}),
        ("signal", {"signals": ["warp_factor"]}),
        ("signal", {"signals": ["speed_rpm"], "what": "risk"}),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_its_field(field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(ContractError) as caught:
        order(**wrong)
    assert caught.value.field == field
