"""What the registry says of an asset that moved, and of one that matters more now than it did."""

from collections.abc import Iterator

import pytest

from admin.readings import importance, presence
from admin.readings.importance import Importance
from admin.store import Store
from analytics.worker.scopes import class_of
from contract.time import DAY
from store.gateway import Gateway


@pytest.fixture(scope="module")
def store(operator: Gateway) -> Iterator[Store]:
    """Assets that each came from another site and class, the new row not of the series that is last by name."""
    row = 'name="x",criticality="{}",weight={},retired={} {}'
    before, after = row.format("high", 2.0, "true", DAY), row.format("low", 0.5, "false", 2 * DAY)
    for asset, old, new in (("A-1", "site=a", "site=z"), ("A-2", "site=z", "site=a")):
        operator.write("config", [f"asset,asset={asset},asset_class=machine,{old} {before}"])
        operator.write("config", [f"asset,asset={asset},asset_class=ev,{new} {after}"])
    opened = Store(operator)
    yield opened
    opened.close()


@pytest.mark.parametrize(("asset", "site"), [("A-1", "z"), ("A-2", "a")])
def test_an_asset_is_where_its_newest_row_says(store: Store, operator: Gateway, asset: str, site: str) -> None:
    found = presence.registered(store, asset)
    assert found is not None
    assert (found.asset_class, found.site) == ("ev", site)
    assert class_of(operator, asset) == "ev"


def test_an_asset_matters_as_its_newest_row_says(store: Store) -> None:
    low = Importance("low", 0.5, retired=False)
    assert importance.of_all(store) == {"A-1": low, "A-2": low}
    assert importance.of_assets(store, ["A-2", "A-9"]) == {"A-2": low}


def test_a_newest_row_that_says_only_a_part_leaves_the_rest_as_it_was(store: Store, operator: Gateway) -> None:
    operator.write("config", [f"asset,asset=A-1 retired=true {3 * DAY}"])
    assert importance.of_all(store)["A-1"] == Importance("low", 0.5, retired=True)
