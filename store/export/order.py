"""What is to be exported: of which kind, in which form, of whom, since when; what cannot be is refused by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contract.catalogue import CLASSES
from contract.checks import text
from contract.errors import ContractError
from contract.time import SECOND, instant, rfc3339
from store.export.formats import FORMATS
from store.export.kinds import KINDS
from store.queries import quoted
from store.sources.predicate import both, one_of

DEFAULT_SPAN = "-1d"
LONGEST_NAME = 1000
MOST_NAMED = 1000
"""Assets or signals that one export may name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A kind of `KINDS` in a form of `FORMATS`, of the moments from `start` to before `stop`, ns since 1970.

    Of what is named in `assets`, `classes` and `signals`; where nothing is, of all.
    """

    what: str
    form: str
    start: int
    stop: int
    assets: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        """What the file is called: the kind and the range, by which two exports are told apart."""
        begin, end = (_compact(moment) for moment in (self.start, self.stop))
        return f"forewarn-{self.what}-{begin}-{end}.{FORMATS[self.form].suffix}"

    def rows(self, *more: str) -> str:
        """The condition, in Flux, of the rows of those who are named."""
        named = (("asset_class", self.classes), ("asset", self.assets))
        return both(*more, *(one_of(column, values) for column, values in named if values))


def parse(
    *,
    what: str,
    form: str,
    since: str,
    until: str,
    now: int,
    assets: Iterable[str] = (),
    classes: Iterable[str] = (),
    signals: Iterable[str] = (),
) -> Order:
    """An order as people and programs say it; "" is what they mean without a word. Raises `ContractError`."""
    start = instant("from", since or DEFAULT_SPAN, now)
    stop = instant("to", until, now) if until else now
    if start >= stop:
        raise ContractError("from", "must be before to")
    known = _names("class", classes)
    return Order(
        what=_one_of("what", what, KINDS),
        form=_one_of("format", form, FORMATS),
        start=start,
        stop=stop,
        assets=_names("asset", assets),
        classes=tuple(_one_of("class", name, CLASSES) for name in known),
        signals=_signals(_names("signal", signals), known or tuple(CLASSES), what),
    )


def measured(measurement: str) -> str:
    """The condition of the rows of a measurement."""
    return f"r._measurement == {quoted(measurement)}"


def _signals(names: tuple[str, ...], classes: Sequence[str], what: str) -> tuple[str, ...]:
    if names and not KINDS[what].of_signals:
        raise ContractError("signal", f"{what} are of whole assets: leave it out")
    known = dict.fromkeys(signal for name in classes for signal in CLASSES[name].signals)
    return tuple(_one_of("signal", name, known) for name in names)


def _names(field: str, names: Iterable[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(text(field, name, LONGEST_NAME) for name in names))
    if len(found) > MOST_NAMED:
        raise ContractError(field, f"{len(found)} are named; at most {MOST_NAMED} may be")
    if "" in found:
        raise ContractError(field, "must not be empty")
    return found


def _one_of(field: str, said: str, known: Iterable[str]) -> str:
    if said not in (names := list(known)):
        raise ContractError(field, f"{said[:100]!r} is not one of {', '.join(names)}")
    return said


def _compact(moment: int) -> str:
    return "".join(letter for letter in rfc3339(moment // SECOND * SECOND) if letter not in "-:")
