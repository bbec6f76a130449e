"""GROUP BY: which series belong together, and which of them a condition lets in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fluxlite.influxql.budget import Budget
from fluxlite.influxql.conditions import for_tags
from fluxlite.influxql.evaluate import Table, holds
from fluxlite.influxql.language.ast import Boolean, Expression, Page
from fluxlite.influxql.measurement import Measurement
from fluxlite.influxql.rows import Rows


@dataclass
class Groups:
    """The groups of one measurement, by the values of some tags."""

    measurement: Measurement
    keys: list[tuple[str, ...]] = field(default_factory=list)
    """The values of the tags that each group has in common, sorted; an empty text for a tag that is not there."""
    of_place: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    """The group of each set of tags of the measurement, by place; -1 for those that do not belong to any."""
    remaining: dict[Expression, list[int]] = field(default_factory=dict)
    """What is left of the condition for rows, and the places of the tags that it is left for."""

    @property
    def places(self) -> list[int]:
        """The places of all sets of tags that belong to a group."""
        return [int(place) for place in np.flatnonzero(self.of_place >= 0)]

    def kept(self, rows: Rows) -> Rows:
        """The rows for which the rest of the condition holds."""
        if not self.remaining:
            return rows
        chosen = np.ones(len(rows), np.bool_)
        for condition, places in self.remaining.items():
            mine = np.isin(rows.owners, places)
            chosen &= ~mine | holds(condition, Table(self.measurement, rows))
        return rows.take(chosen)


def grouped(
    measurement: Measurement, dimensions: Sequence[str], condition: Expression | None, page: Page, budget: Budget
) -> Groups:
    """Group the series that a condition lets in; `page` says which of the groups are wanted."""
    found = Groups(measurement, of_place=np.full(len(measurement.tagsets), -1, np.int64))
    fields = frozenset(measurement.fields)
    members: dict[tuple[str, ...], list[tuple[int, Expression | None]]] = {}
    for place, pairs in enumerate(measurement.tagsets):
        budget.check()
        tags = dict(pairs)
        rest = None if condition is None else for_tags(condition, {"_name": measurement.name, **tags}, fields)
        if not (isinstance(rest, Boolean) and not rest.value):
            key = tuple(tags.get(name, "") for name in dimensions)
            members.setdefault(key, []).append((place, rest))
    keys = sorted(members)[page.offset :]
    found.keys = keys[: page.limit] if page.limit else keys
    for number, key in enumerate(found.keys):
        for place, rest in members[key]:
            found.of_place[place] = number
            if rest is not None and not isinstance(rest, Boolean):
                found.remaining.setdefault(rest, []).append(place)
    return found
