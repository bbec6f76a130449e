"""Which series a read chooses: what a bucket keeps of all its series never shows in the answer."""

from collections.abc import Sequence

import pyarrow as pa
import pytest

from fluxlite.flux.fidelity.predicate import Condition
from fluxlite.flux.run.storage import Scan, select
from fluxlite.seam import Kind, Listed, Series
from tests.flux.memory import MemoryBucket

ALL = [
    Series(number, "m" if number % 3 else "n", (("a", f"a{number % 50}"), ("b", f"b{number % 7}")), "f", Kind.DOUBLE)
    for number in range(300)
]


class Known(MemoryBucket):
    """A bucket of these series, in the list that it is given."""

    def __init__(self, series: Sequence[Series]) -> None:
        super().__init__("known", "known")
        self._series = series

    def series(self) -> Sequence[Series]:
        return self._series


def chosen(series: Sequence[Series], conditions: Sequence[tuple[str, str, str]]) -> list[int]:
    predicates = tuple(Condition(column, operator, pa.scalar(text)) for column, operator, text in conditions)
    return [one.id for one in select(Scan(Known(series), 0, 1, predicates)).series]


def meant(conditions: Sequence[tuple[str, str, str]]) -> list[int]:
    """The same, one series after the other."""
    texts = [{"_measurement": one.measurement, "_field": one.field, **dict(one.tags)} for one in ALL]
    return [
        number
        for number, has in enumerate(texts)
        if all((has.get(column, "") == text) is (operator == "==") for column, operator, text in conditions)
    ]


@pytest.mark.parametrize("first", [("_measurement", "==", "m"), ("a", "==", "a7"), ("missing", "!=", "")])
@pytest.mark.parametrize("second", [("b", "!=", "b3"), ("_field", "==", "g"), ("a", "==", "a7")])
def test_a_list_that_keeps_its_columns_gives_the_same_series_however_often_it_is_asked(
    first: tuple[str, str, str], second: tuple[str, str, str]
) -> None:
    kept = Listed(ALL)
    for conditions in ([first, second], [second, first], [first, second]):
        assert chosen(kept, conditions) == chosen(ALL, conditions) == meant(conditions)


def test_a_column_is_kept_of_all_series_and_not_made_for_a_few() -> None:
    kept = Listed(ALL)
    chosen(kept, [("a", "==", "a7"), ("b", "==", "b0")])
    assert list(kept.columns) == ["a"]
    chosen(kept, [("_measurement", "==", "m"), ("b", "==", "b0")])
    assert list(kept.columns) == ["a", "_measurement", "b"]
