"""Some rows of a recording on their way into frames: their machines, their times, their readings, their states."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from collectors.replay import cells
from collectors.replay.cells import Floats, Style
from collectors.replay.clocks import Clock
from collectors.replay.formats import NONE
from collectors.replay.frames import Asset, Frame, Texts
from collectors.replay.mapping import Mapping, specs_of
from collectors.replay.moments import as_said, moments
from collectors.replay.shape import clean
from collectors.replay.starts import STEM, start_of
from collectors.replay.states import Ruled, words
from collectors.replay.tables import Table
from collectors.replay.tally import Bools, Ints, Tally
from contract import checks
from contract.catalogue import ClassSpec
from contract.errors import ContractError
from contract.mapping import Reading, Who


class Session:
    """What goes on from part to part of one recording."""

    def __init__(self, file: Path, mapping: Mapping, tally: Tally) -> None:
        self.file, self.mapping, self.tally = file, mapping, tally
        self.style = Style(mapping.decimal, mapping.thousands, mapping.missing)
        self.specs: list[ClassSpec] = specs_of(mapping)
        self.clock = Clock(mapping.time.zone, of_day=mapping.time.of_day)
        state = mapping.run_state
        self.ruled = Ruled(state.rule) if state is not None and state.rule is not None else None
        self.telling = state is not None and not state.text
        """Whether a state alone, without a reading, says something."""
        self.assets: list[Asset] = []
        self._numbers: dict[Asset, int] = {}

    def columns(self) -> tuple[str, ...]:
        """The columns to read: those of the mapping, and those that a rule names beside its signals."""
        known = {reading.signal for reading in self.mapping.columns.values()}
        known |= set(self.mapping.columns) if self.mapping.long else set()
        known |= {signal for spec in self.specs for signal in spec.signals} if self.mapping.partial else set()
        names = self.ruled.rule.names if self.ruled is not None else ()
        return tuple(dict.fromkeys((*self.mapping.needed, *(name for name in names if name not in known))))

    def begin(self, head: str) -> None:
        """Find where its times begin, if they count from somewhere; raises `ContractError` where nothing says it."""
        start = self.mapping.time.start
        if not start or self.clock.start is not None:
            return
        self.clock.start = start_of(start, self.file.stem, head)
        if self.clock.start is None:
            raise ContractError(
                "time.start", f'{self.file}: {start} names no date; write it, as in start = "2025-10-06"'
            )

    def number(self, asset: Asset) -> int:
        """The number of an asset; a new one gets the next."""
        if asset not in self._numbers:
            self._numbers[asset] = len(self.assets)
            self.assets.append(asset)
        return self._numbers[asset]


class Part:
    """Some rows of a recording; those that are empty are none."""

    def __init__(self, session: Session, table: Table) -> None:
        self.session, self.mapping, self.tally = session, session.mapping, session.tally
        session.begin(table.head)
        there = filled(table)
        self.cells = {name: column.filter(pa.array(there)) for name, column in table.columns.items()}
        self.rows, self.short, self.units = table.rows[there], table.short[there], table.units
        self.sound = np.ones(len(self.rows), bool)
        """(n,) whether the row has a time, and a machine of a known class"""
        self._refusals: list[tuple[str, str, Bools]] = []
        """Of whole rows: column, reason, which."""
        self._readings = np.zeros(len(self.rows), np.int64)
        """(n,) readings of each row, which are lost where it is refused"""
        self.tally.rows += len(self.rows)

    def frames(self) -> Iterator[tuple[str, Frame]]:
        """The rows as frames, each with what tells it from the others."""
        names, classes, sites = (self._tag(self.mapping, which) for which in ("asset", "asset_class", "site"))
        self.kind = self._kinds(*classes)
        self.classes, self.sites = classes, sites
        self.who = self._who(*names)
        self.times = self._times()
        found = list(self._long() if self.mapping.long else self._wide())
        for column, reason, which in self._refusals:
            lost = int(self._readings[which].sum())
            example = self._example(column, which)
            self.tally.refuse(self.session.file, column, reason, self.rows[which], example, readings=lost)
        yield from found

    def _tag(self, mapping: Mapping, which: str) -> tuple[Ints, list[str]]:
        """(n,) positions in the names of a tag, and these."""
        who: Who = getattr(mapping, which)
        if not who.column:
            return np.zeros(len(self.rows), np.int64), [who.text.replace("{stem}", self.session.file.stem)]
        said = pc.fill_null(cells.texts(self.cells[who.column]), "").dictionary_encode()
        names, codes = [who.name(name) for name in said.dictionary.to_pylist()], said.indices.to_numpy()
        empty = np.array([not name for name in names], bool)
        reason = "do not fit the pattern" if who.pattern else "are empty"
        self._refuse(who.column, f"are no {which}, as they {reason}", empty[codes] if len(names) else empty)
        return codes.astype(np.int64), names

    def _kinds(self, codes: Ints, names: list[str]) -> Ints:
        """(n,) positions in the classes, -1 where the class is not known."""
        places = {spec.name: place for place, spec in enumerate(self.session.specs)}
        column = self.mapping.asset_class.column
        if not column:
            return np.zeros(len(self.rows), np.int64)
        found = np.array([places.get(name, -1) for name in names], np.int64)[codes]
        known = ", ".join(places)
        self._refuse(column, f"are no asset_class; known are {known}", found < 0)
        return found

    def _who(self, codes: Ints, names: list[str]) -> Ints:
        """(n,) numbers of the rows' assets, whose names these are; 0 in rows that are refused."""
        class_codes, classes = self.classes
        site_codes, sites = self.sites
        joined = (codes * len(classes) + class_codes) * len(sites) + site_codes
        different, places = np.unique(joined[self.sound], return_inverse=True)
        numbers = np.zeros(len(different), np.int64)
        for place, code in enumerate(different.tolist()):
            rest, site = divmod(code, len(sites))
            name, kind = divmod(rest, len(classes))
            numbers[place] = self.session.number(Asset(names[name], classes[kind], sites[site]))
        found = np.zeros(len(codes), np.int64)
        found[self.sound] = numbers[places]
        return found

    def _times(self) -> Ints:
        """(n,) ns since 1970, UTC; rows without one are refused."""
        time = self.mapping.time
        wall, local = self.session.clock.begun(*moments([self.cells[name] for name in time.column], time))
        column = " ".join(time.column)
        self._refuse(column, f"are no time as {as_said(time)}", wall == NONE)
        series = self.who if not self.mapping.long else self.who * 65_536 + self._names()[0]
        found = self.session.clock.utc(wall, local, series)
        reason = f"are times that {time.zone} leaves out, as the clocks go forward"
        self._refuse(column, reason, (found == NONE) & (wall != NONE))
        return found

    def _refuse(self, column: str, reason: str, which: Bools) -> None:
        """Refuse whole rows, those of them that are not refused yet."""
        which = which & self.sound
        if which.any():
            self._refusals.append((column, reason, which))
            self.sound &= ~which

    def _wide(self) -> Iterator[tuple[str, Frame]]:
        """A frame for the columns of the row's own machine, and one for each machine that columns name."""
        groups: dict[str, dict[str, Floats]] = {}
        for name, reading in self.mapping.columns.items():
            found = self._numbers(name, name, reading, self.cells[name], np.arange(len(self.rows)))
            groups.setdefault(reading.asset, {})[reading.signal] = found
        said = self._said()
        for asset, values in groups.items():
            who = self._whose(asset)
            ruled = self._ruled(groups.get("", {}) | values, who)
            origin = {reading.signal: name for name, reading in self.mapping.columns.items() if reading.asset == asset}
            frame = Frame(
                self.times, who, self.session.assets, self.rows, values, said if ruled is None else ruled, origin
            )
            yield asset, frame.take(self.sound)

    def _long(self) -> Iterator[tuple[str, Frame]]:
        """A frame for each name, and one for the states that a rule gives, or rows of their own."""
        codes, names = self._names()
        values: dict[str, Floats] = {}
        who, said, state = self.who.copy(), self._said(), self.mapping.run_state
        for code, name in enumerate(names):
            rows = np.flatnonzero(codes == code)
            entry = self._entries.get(name)
            if entry is None:
                if state is None or clean(state.signal) != name:
                    self.tally.leave_out(name, len(rows))
                continue
            cell = self.cells[self.mapping.value_column].take(pa.array(rows))
            found = self._numbers(name, self.mapping.value_column, entry, cell, rows)
            whole = values.setdefault(entry.signal, np.full(len(self.rows), np.nan))
            whole[rows] = found
            values[name] = whole
            who[rows] = self._whose(entry.asset)[rows]
            good = rows[self.sound[rows]]
            yield (
                name,
                Frame(
                    self.times[good], who[good], self.session.assets, self.rows[good],
                    {entry.signal: whole[good]}, None if said is None else said[good], {entry.signal: name},
                ),
            )  # fmt: skip
        states, said_in = self._ruled(values, who), self._asked(values)
        if states is None and state is not None and state.signal:
            said_in = codes == _place(names, clean(state.signal))
            states = self._words(self.mapping.value_column, said_in)
        if states is not None:
            frame = Frame(self.times, who, self.session.assets, self.rows, {}, states)
            yield "run state", frame.take(self.sound & said_in & (states != ""))

    def _asked(self, values: dict[str, Floats]) -> Bools:
        """(n,) rows of a long file that have a value that the rule asks for: between them it says nothing new."""
        rule = self.session.ruled.rule.names if self.session.ruled is not None else ()
        found = np.zeros(len(self.rows), bool)
        for name in rule:
            found |= ~np.isnan(values[name]) if name in values else name in self.cells
        return found

    def _names(self) -> tuple[Ints, list[str]]:
        """(n,) positions in the names of a long file's rows, and these."""
        if self.mapping.signal_column == STEM:
            return np.zeros(len(self.rows), np.int64), [clean(self.session.file.stem)]
        said = pc.fill_null(cells.texts(self.cells[self.mapping.signal_column]), "").dictionary_encode()
        different = [clean(name) for name in said.dictionary.to_pylist()]
        return said.indices.to_numpy().astype(np.int64), different

    @cached_property
    def _entries(self) -> dict[str, Reading]:
        return {clean(name): reading for name, reading in self.mapping.columns.items()}

    def _whose(self, asset: str) -> Ints:
        """(n,) numbers of the assets of a column that may name one of its own."""
        if not asset:
            return self.who
        return self._who(np.zeros(len(self.rows), np.int64), [asset.replace("{stem}", self.session.file.stem)])

    def _numbers(self, name: str, column: str, reading: Reading, cell: pa.Array, rows: Ints) -> Floats:
        """(m,) good readings of some rows in the signal's unit, NaN where there is none; what is bad is noted."""
        owner = next(spec for spec in self.session.specs if reading.signal in spec.signals)
        found = cells.numbers(cell, self.session.style, self._line(column, reading, owner.signals[reading.signal].unit))
        values, file = found.values, self.session.file
        self.tally.column(file, name, int((~found.missing).sum()), int(found.missing.sum()))
        sound = self.sound[rows]
        for which, reason in (*found.bad, *self._impossible(reading, values, rows)):
            told = which & sound  # a row that is refused as a whole takes all its readings with it
            self.tally.refuse(file, name, reason, self.rows[rows[told]], _text(cell, told), readings=int(told.sum()))
            values[which] = np.nan
        short = self.short[rows] & found.missing & sound
        self.tally.refuse(file, name, "rows have too few cells", self.rows[rows[short]])
        self._readings[rows] += ~found.missing
        return values

    def _line(self, column: str, reading: Reading, own: str) -> cells.Line:
        """How to bring this column's cells into the signal's unit: from theirs, or the column's."""
        row = "" if reading.unit else self.units.get(clean(column), "")

        def line(unit: str) -> tuple[float, float]:
            try:
                return reading.line(own, unit or row)
            except ContractError as error:
                if unit:
                    raise
                raise ContractError(f"columns.{column}.unit", f"the file says {row!r}: {error.reason}") from error

        return line

    def _impossible(self, reading: Reading, values: Floats, rows: Ints) -> Iterator[tuple[Bools, str]]:
        """Readings that cannot be of the class of their row, and why."""
        for number, spec in enumerate(self.session.specs):
            own = self.kind[rows] == number
            signal = spec.signals.get(reading.signal)
            if signal is None:
                yield own & ~np.isnan(values), f"are of no signal of class {spec.name}"
                continue
            low, high = signal.physical
            reason = f"are outside what is physically possible for {signal.name}, {low:g} to {high:g} {signal.unit}"
            yield own & ~np.isnan(values) & ~checks.possible(signal, values), reason

    def _said(self) -> Texts | None:
        """(n,) states that are the same for all, or stand in a column; None where the mapping says neither."""
        state = self.mapping.run_state
        if state is None or state.when or state.signal:
            return None
        if state.text:
            return np.full(len(self.rows), state.text, object)
        return self._words(state.column, np.ones(len(self.rows), bool))

    def _words(self, column: str, which: Bools) -> Texts:
        """(n,) states of some rows by the words of a column; words that are none are noted."""
        state = self.mapping.run_state
        assert state is not None
        found = words(self.cells[column], state, self.session.specs, np.where(which & self.sound, self.kind, -1))
        self.tally.column(self.session.file, column, found.said, readings=False)
        for reason, places in found.bad.items():
            self.tally.refuse(self.session.file, column, f"are no run state: {reason}", self.rows[places])
        return found.states

    def _ruled(self, values: dict[str, Floats], who: Ints) -> Texts | None:
        """(n,) states by the mapping's rule; None where it has none."""
        ruled = self.session.ruled
        if ruled is None:
            return None
        needed: dict[str, npt.NDArray[Any]] = {}
        absent = np.full(len(self.rows), np.nan)
        for name in ruled.rule.names:
            if name in self.cells and name not in values:
                needed[name] = np.array(pc.fill_null(cells.texts(self.cells[name]), "").to_pylist(), object)
            else:
                needed[name] = values.get(name, absent)
        return ruled.states(needed, who, self.session.specs, np.where(self.sound, self.kind, -1))

    def _example(self, column: str, which: Bools) -> str:
        return _text(self.cells[column], which) if column in self.cells else ""


def filled(table: Table) -> Bools:
    """(n,) whether each row holds anything."""
    found = np.zeros(len(table.rows), bool)
    for column in table.columns.values():
        valid = pc.is_valid(column)
        if pa.types.is_string(column.type):
            valid = pc.and_(valid, pc.not_equal(pc.utf8_trim_whitespace(column), ""))
        found |= pc.fill_null(valid, False).to_numpy(zero_copy_only=False)
    return found


def _text(column: pa.Array, which: Bools) -> str:
    """The text of the first cell of some."""
    places = np.flatnonzero(which)
    return "" if not len(places) else str(column[int(places[0])].as_py())


def _place(names: list[str], name: str) -> int:
    return names.index(name) if name in names else -1
