"""What lies ahead of the assets, on the fleet's page and in its API."""

import re
import time
from collections.abc import Iterator
from html import unescape

import pytest

from contract.time import MINUTE
from store.gateway import Gateway
from store.points import encode
from tests.admin.fixtures import fleet
from tests.admin.fixtures.fleet import CAR, FLEET, PUMP, VAN, WELL
from tests.admin.fixtures.outlooks import condition, lost, prognosis, unknown
from tests.admin.fixtures.server import RunningAdmin

MOTOR, CONVEYOR = WELL[:2]


@pytest.fixture(scope="module")
def told(operator: Gateway, rights: Gateway) -> Iterator[RunningAdmin]:
    """The small fleet: of the pump a date in days, of the conveyor one in hours, of the car one that was lost."""
    now = time.time_ns()
    fleet.fill(operator, now)
    points = [
        prognosis(PUMP, now - 10 * MINUTE), condition(PUMP, now - 10 * MINUTE),
        prognosis(CONVEYOR, now - 10 * MINUTE, rul_low_h=5.5, rul_h=9.0, rul_high_h=20.0, p_fail_30d=1.0),
        condition(CONVEYOR, now - 10 * MINUTE, status="critical", health=21.0),
        *lost(CAR, now), unknown(VAN, now - MINUTE),
    ]  # fmt: skip
    operator.write("health", encode(points))
    with RunningAdmin(rights) as running:
        yield running


def rows(page: str) -> dict[str, str]:
    """The words of each asset's row, in the order of the page."""
    parts = re.findall(r'<li class="asset.*?</li>', page, re.DOTALL)
    words = [unescape(" ".join(re.sub("<[^>]+>", " ", part).split())) for part in parts]
    return dict(zip(re.findall(r'class="id" href="/assets/([^"]+)"', page), words, strict=True))


def test_a_row_says_condition_range_and_probability_in_words(told: RunningAdmin) -> None:
    with told.person() as browser:
        found = rows(browser.get("/").text)
    assert "Degrading health 62 in 9 to 16 days 94 % within 30 days" in found[PUMP.name]
    assert "Critical health 21 in 5 to 20 hours over 99 % within 30 days" in found[CONVEYOR.name]


@pytest.mark.parametrize("asset", [CAR.name, VAN.name, MOTOR.name])
def test_where_nothing_is_known_it_says_so(told: RunningAdmin, asset: str) -> None:
    with told.person() as browser:
        row = rows(browser.get("/").text)[asset]
    assert "Not known no trend, no date" in row
    assert "within 30 days" not in row


def test_a_planner_sees_first_what_is_due_first_and_last_what_has_no_date(told: RunningAdmin) -> None:
    with told.person() as browser:
        page = browser.get("/?sort=due").text
    assert list(rows(page))[:3] == [CONVEYOR.name, PUMP.name, VAN.name]
    assert 'aria-label="Assets, due first"' in page
    assert '<a class="chip" href="/?sort=due" aria-current="true">Due first</a>' in page
    assert 'href="/?class=ev&amp;sort=due"' in page
    assert "No asset fits" not in page


def test_the_api_has_both_and_sorts_as_the_page_does(told: RunningAdmin) -> None:
    with told.program() as client:
        ranked, due = (client.get("/api/fleet", params={"sort": sort}).json()["assets"] for sort in ("risk", "due"))
        assert client.get("/api/fleet?sort=name").status_code == 422
    assert [item["asset"] for item in due[:2]] == [CONVEYOR.name, PUMP.name]
    assert [item["asset"] for item in ranked] == [
        item["asset"] for item in sorted(ranked, key=lambda item: -item["risk"])
    ]
    known = {item["asset"]: item for item in ranked}
    assert len(known) == len(FLEET)
    pump, car, motor = (known[asset.name] for asset in (PUMP, CAR, MOTOR))
    assert (pump["prognosis"]["rul_low_h"], pump["prognosis"]["method"]) == (228.0, "linear")
    assert (pump["condition"]["status"], pump["condition"]["health"]) == ("degrading", 62.4)
    assert (car["prognosis"]["method"], car["prognosis"]["rul_h"], car["condition"]) == ("none", None, None)
    assert motor["prognosis"] is None
