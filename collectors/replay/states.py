"""Run states out of a recording: words of theirs for ours, or a rule over its readings, whose last values hold on."""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from collectors.replay.cells import MISSING, texts
from collectors.replay.frames import Texts
from collectors.replay.tally import Ints
from contract.catalogue import ClassSpec
from contract.errors import ContractError
from contract.mapping import RunState, states_of
from contract.rule import Rule

_MARKS = pa.array(MISSING, pa.string())


@dataclass(slots=True)
class Words:
    """Words of a column as states."""

    states: Texts
    """(n,) ours, "" where there is none"""
    bad: dict[str, Ints]
    """Positions of the words that are no state, by reason"""
    said: int
    """How many cells hold a word"""


def words(cells: pa.Array, state: RunState, specs: list[ClassSpec], kind: Ints) -> Words:
    """A column's words as states of the class of each row; `kind` are (n,) positions in `specs`, -1 for none."""
    text = texts(cells)
    text = pc.if_else(pc.is_in(pc.utf8_lower(text), value_set=_MARKS), "", pc.fill_null(text, "")).dictionary_encode()
    codes, known = text.indices.to_numpy(), text.dictionary.to_pylist()
    found, bad = np.full(len(codes), "", object), dict[str, Ints]()
    for code, word in enumerate(known):
        for number, spec in enumerate(specs) if word else ():
            which = np.flatnonzero((codes == code) & (kind == number))
            if not len(which):
                continue
            try:
                found[which] = state.ours(spec, word)
            except ContractError as error:
                bad[error.reason] = which
    return Words(found, bad, sum(int(np.count_nonzero(codes == code)) for code, word in enumerate(known) if word))


@dataclass(slots=True)
class Ruled:
    """States by a rule; a value that it needs holds until the asset's next one."""

    rule: Rule
    _held: dict[tuple[str, int], Any] = field(default_factory=dict)

    def states(self, values: Table[str, npt.NDArray[Any]], who: Ints, specs: list[ClassSpec], kind: Ints) -> Texts:
        """(n,) states by (n,) values of each name of the rule, which are NaN or "" where there is none."""
        held = {name: self._hold(name, values[name], who) for name in self.rule.names}
        truth, found = self.rule.holds(held), np.full(len(who), "", object)
        for number, spec in enumerate(specs):
            if (kind == number).any():
                working, resting = states_of(spec)
                found[(kind == number) & (truth == 1)] = working
                found[(kind == number) & (truth == 0)] = resting
        return found

    def _hold(self, name: str, values: npt.NDArray[Any], who: Ints) -> npt.NDArray[Any]:
        """Values with those before them where there is none, each asset's own."""
        column = pd.Series(values)
        if values.dtype == object:
            column = column.where(column != "", None)
        if column.isna().any():
            column = column.groupby(who).ffill()
            for number in np.unique(who[column.isna().to_numpy()]).tolist():
                if (name, number) in self._held:
                    column[(who == number) & column.isna().to_numpy()] = self._held[name, number]
        last = column.groupby(who).last()
        pairs = zip(last.index.tolist(), last.tolist(), strict=True)
        self._held |= {(name, number): value for number, value in pairs if value is not None and value == value}
        found: npt.NDArray[Any] = column.to_numpy()
        return found
