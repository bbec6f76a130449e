"""Run states that nobody says, by a rule: an asset works where its own readings say so."""

from collections.abc import Sequence

import numpy as np

from analytics.ground.columns import Bools, Floats, Ints
from analytics.ground.fleet import Label
from analytics.ground.labels import UNKNOWN_STATE
from analytics.ground.samples import Samples, States
from contract.errors import ContractError
from store.sources.foreign import Foreign

Owner = tuple[str, str, str]


class Rules:
    """The rule of one source; it remembers the newest readings that it asks for, as they need not come together."""

    def __init__(self, place: Foreign) -> None:
        assert place.rule is not None
        self.place, self.rule = place, place.rule
        self._newest: dict[tuple[Owner, str], float] = {}

    def states(self, samples: Samples) -> States:
        """The run states of the moments at which readings that the rule asks for came."""
        asked = np.array([label[3] in self.rule.names for label in samples.labels], np.bool_)[samples.code]
        owners = list(dict.fromkeys(label[:3] for label in samples.labels))
        places = {owner: place for place, owner in enumerate(owners)}
        owner = np.array([places[label[:3]] for label in samples.labels], np.int64)[samples.code[asked]]
        order = np.lexsort((samples.time[asked], owner))
        code, owner, time = samples.code[asked][order], owner[order], samples.time[asked][order]
        value = samples.value[asked][order]
        columns = {name: self._along(name, samples.labels, code, owner, value, owners) for name in self.rule.names}
        holds = self.rule.holds(columns) if len(time) else np.zeros(0, np.int8)
        # Of the rows of one moment the last knows all that was read then.
        last = _last((np.diff(owner) != 0) | (np.diff(time) != 0), len(time))
        at = np.flatnonzero(last & (holds >= 0))
        return States(time[at], 2 * owner[at] + (holds[at] == 0), [said for one in owners for said in self._said(one)])

    def _along(
        self, name: str, labels: Sequence[Label], code: Ints, owner: Ints, value: Floats, owners: Sequence[Owner]
    ) -> Floats:
        """(n,) the newest value of a signal at each row, in order of owner and time; remembered from before, if any."""
        own = np.array([label[3] == name for label in labels], np.bool_)[code] & np.isfinite(value)
        rows = np.arange(len(owner))
        newest = np.maximum.accumulate(np.where(own, rows, -1)) if len(rows) else rows
        first = np.searchsorted(owner, owner)
        before = np.array([self._newest.get((one, name), np.nan) for one in owners])
        found = np.where(newest >= first, value[np.maximum(newest, 0)], before[owner])
        if len(self.rule.names) > 1:
            for end in np.flatnonzero(_last(np.diff(owner) != 0, len(rows))).tolist():
                self._newest[owners[owner[end]], name] = float(found[end])
        return np.asarray(found)

    def _said(self, owner: Owner) -> list[Label]:
        """The labels of an asset that works, and of one that does not."""
        asset, kind, site = owner
        try:
            working, resting = self.place.ruled(kind)
        except ContractError:
            working = resting = UNKNOWN_STATE
        return [(asset, kind, site, working), (asset, kind, site, resting)]


def _last(changes: Bools, rows: int) -> Bools:
    """Which of some rows is followed by another group, or by none; `changes` (rows - 1,) says where one begins."""
    return np.concatenate((changes, np.ones(min(rows, 1), np.bool_)))
