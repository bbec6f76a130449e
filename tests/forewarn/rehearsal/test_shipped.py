"""The models that come with the product: one for each class that can be simulated, of the plan that makes them."""

import pytest

from analytics.prognosis.shelf import SHIPPED, card, read
from analytics.prognosis.signs import names
from analytics.prognosis.trained import Boosted
from collectors import registry
from contract.catalogue import CLASSES
from forewarn.rehearsal.lives import wearing
from forewarn.rehearsal.training import Plan


def test_every_class_that_can_be_simulated_has_one_and_no_other_has() -> None:
    assert {path.parent.name for path in SHIPPED.glob("*/current")} == set(registry.KINDS)


@pytest.mark.parametrize("asset_class", registry.KINDS)
def test_it_is_of_the_plan_that_makes_it_again_and_knows_the_class_as_it_is(asset_class: str) -> None:
    own, model = card(SHIPPED, asset_class), read(SHIPPED, asset_class)
    assert own.version == model.version == Plan().version
    assert own.data["command"] == f"forewarn train {asset_class} {Plan().options}"
    assert own.symptoms == names(CLASSES[asset_class])
    assert set(own.data["modes"]) <= {mode.mode for mode in wearing(asset_class)}
    assert own.data["failures"] >= 50
    assert own.data["machines"] == Plan().machines + Plan().sound
    assert isinstance(model, Boosted)


@pytest.mark.parametrize("asset_class", registry.KINDS)
def test_its_card_says_that_it_tells_sound_machines_from_those_that_fail(asset_class: str) -> None:
    figures = card(SHIPPED, asset_class).figures
    assert figures["auc"] > 0.9
    assert figures["sound_p_fail_30d"] < 0.05
    assert 0.75 <= figures["coverage"] <= 0.85
