"""Labels are looked up once, and again when an asset has moved."""

from analytics.ground.fleet import Fleet, Label
from analytics.ground.numbering import Numbering


def numbering() -> tuple[Fleet, Numbering, list[Label]]:
    """A fleet, the numbering of its series, and what was looked up so far."""
    fleet, asked = Fleet(), list[Label]()

    def find(label: Label) -> tuple[int, int]:
        asked.append(label)
        asset = fleet.asset(*label[:3])
        return fleet.series(asset, label[3]), asset

    return fleet, Numbering(fleet, find), asked


def pumps(*names: str, site: str = "north") -> list[Label]:
    """A label of each pump."""
    return [(name, "machine", site, "vibration_mm_s") for name in names]


def test_a_label_is_looked_up_once() -> None:
    _, numbers, asked = numbering()
    assert [column.tolist() for column in numbers.of(pumps("A", "B"))] == [[0, 1], [0, 1]]
    assert [column.tolist() for column in numbers.of(pumps("B", "C"))] == [[1, 2], [1, 2]]
    assert [column.tolist() for column in numbers.of([])] == [[], []]
    assert asked == pumps("A", "B", "C")


def test_an_asset_that_moves_away_and_back_is_noticed_both_times() -> None:
    fleet, numbers, _ = numbering()
    for site in ("north", "south", "north", "south"):
        numbers.of(pumps("A", site=site))
        assert fleet.assets[0].site == site
