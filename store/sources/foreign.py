"""A source that a file describes: which of a bucket's rows are read, and what each of its series means."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from contract import checks
from contract.catalogue import CLASSES
from contract.errors import ContractError
from contract.mapping import Reading, Who, states_of
from contract.measurements import NO_SITE
from contract.rule import Rule
from contract.sources import ASSET, FIELD, MEASUREMENT, Source
from store.sources.place import Wanted
from store.sources.predicate import both, matches, one_of, within

Key = tuple[str, ...]
"""What tells a series of a source apart: the values of its columns."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the rows of a series say: whose they are, and of which signal; value · `scale` + `offset` is in its unit.

    Without a signal they are run states, in their words; `state` is what every row says beside its value.
    """

    asset: str
    asset_class: str
    site: str
    signal: str | None
    scale: float = 1.0
    offset: float = 0.0
    state: str | None = None


class Foreign:
    """See `Place`. What its series mean follows the classes that there are when it is asked first."""

    def __init__(self, name: str, source: Source) -> None:
        self.name, self.source = name, source
        self.bucket, self.cadence_s, self.delay_s = source.bucket, source.cadence_s, source.delay_s
        self.columns = tuple(dict.fromkeys(self._columns()))
        self._meanings: dict[Key, Meaning | None] = {}

    def _columns(self) -> Iterable[str]:
        source = self.source
        yield from (who.tag for who in (source.asset, source.asset_class, source.site) if who.tag)
        if source.run_state and source.run_state.tag:
            yield source.run_state.tag
        yield source.names_in
        # Values of two types must not meet in one table, which two measurements may give one field.
        yield from (FIELD, MEASUREMENT)

    def has(self, asset_class: str) -> bool:
        """Whether it may hold assets of a class."""
        return self.source.asset_class.tag != "" or self.source.asset_class.text == asset_class

    def rows(self, wanted: Wanted) -> str:
        """The condition, in Flux, of the rows that are wanted; they may be a few more."""
        source = self.source
        conditions = [one_of(column, [value]) for column, value in source.where.items()]
        if source.measurements:
            conditions.insert(0, one_of(MEASUREMENT, source.measurements))
        if source.signal_tag is not None and source.signal_tag.tag != FIELD:
            conditions.append(one_of(FIELD, [source.value_field]))
        conditions += self._named(wanted)
        if wanted.asset_class is not None and source.asset_class.tag:
            conditions.append(_has_name(source.asset_class, [wanted.asset_class]))
        elif source.asset_class.pattern:
            conditions.append(matches(source.asset_class.tag, source.asset_class.pattern))
        if source.asset.tag and wanted.assets is not None:
            conditions.append(_has_name(source.asset, sorted(self._bases(wanted.assets))))
        elif source.asset.pattern:
            conditions.append(matches(source.asset.tag, source.asset.pattern))
        return both(*conditions)

    def _named(self, wanted: Wanted) -> list[str]:
        """The condition of the signals that are wanted, by their names in the source."""
        signals = None if wanted.signals is None else set(wanted.signals)
        names = [name for name, reading in self.source.fields.items() if signals is None or reading.signal in signals]
        if wanted.states and signals is None and self.source.state_in:
            names.append(self.source.state_in)
        if not names:
            return [one_of(FIELD, [""])]  # no row has that; what a pattern makes of no name, every row may have
        return [_has_name(self.source.signal_tag or Who(tag=FIELD), list(dict.fromkeys(names)))]

    def _bases(self, assets: Sequence[str]) -> set[str]:
        """Assets by the names that the source has for them: a part goes by the name of its whole."""
        found = set(assets)
        for name in {reading.asset for reading in self.source.fields.values() if reading.asset}:
            whole = re.compile(re.escape(name).replace(re.escape(ASSET), "(.+)", 1).replace(re.escape(ASSET), ".+"))
            found |= {match[1] for asset in assets if (match := whole.fullmatch(asset)) and whole.groups}
        return found

    @property
    def rule(self) -> Rule | None:
        """When its assets work; None where no rule says so."""
        return self.source.run_state.rule if self.source.run_state else None

    @cached_property
    def _place(self) -> dict[str, int]:
        return {column: place for place, column in enumerate(self.columns)}

    def meaning(self, key: Key) -> Meaning | None:
        """What the rows of a series say, by the values of `columns`; None where nothing is asked of them."""
        if key not in self._meanings:
            self._meanings[key] = self._find(key)
        return self._meanings[key]

    def state(self, asset_class: str, word: str) -> str:
        """Our run state for one of its words; "" where the class has none."""
        state = self.source.run_state
        try:
            return state.ours(checks.asset_class(asset_class), word) if state else ""
        except ContractError:
            return ""

    def ruled(self, asset_class: str) -> tuple[str, str]:
        """The states of an asset for which the rule holds, and does not; raises `ContractError` where it has none."""
        return states_of(checks.asset_class(asset_class))

    def _find(self, key: Key) -> Meaning | None:
        source = self.source
        named = self._name(source.signal_tag or Who(tag=FIELD), key)
        asset, kind, site = (self._name(who, key) for who in (source.asset, source.asset_class, source.site))
        site = site or NO_SITE
        if named == source.state_in and named:
            return Meaning(asset, kind, site, None)
        reading = source.fields.get(named)
        if reading is None:
            return None
        asset = reading.asset.replace(ASSET, asset) if reading.asset else asset
        return Meaning(asset, kind, site, reading.signal, *_line(reading, kind), self._beside(key, kind))

    def _beside(self, key: Key, asset_class: str) -> str | None:
        """The run state that every row of a series says."""
        state = self.source.run_state
        if state is None or not (state.text or state.tag):
            return None
        return state.text or self.state(asset_class, key[self._place[state.tag]])

    def _name(self, who: Who, key: Key) -> str:
        return who.text or who.name(key[self._place[who.tag]])


def _line(reading: Reading, asset_class: str) -> tuple[float, float]:
    """(scale, offset) into the unit of the class's signal; what cannot be had in it is no number."""
    signals = checks.asset_class(asset_class).signals if asset_class in CLASSES else {}
    if reading.signal not in signals:
        return 1.0, 0.0
    try:
        return reading.line(signals[reading.signal].unit)
    except ContractError:
        return float("nan"), 0.0


def _has_name(who: Who, names: Sequence[str]) -> str:
    """The condition that a tag has one of some names."""
    return matches(who.tag, within(who.pattern, names)) if who.pattern else one_of(who.tag, names)
