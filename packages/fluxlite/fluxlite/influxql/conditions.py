"""WHERE: the range of time that it asks for, and what is left of it for tags and fields."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from fluxlite.influxql.language.ast import Binary, Boolean, Call, Duration, Expression, Name, Number, Pattern, Text
from fluxlite.influxql.language.errors import StatementError
from fluxlite.influxql.language.patterns import matches
from fluxlite.influxql.language.printing import shown
from fluxlite.influxql.values import combine, constant, truth
from fluxlite.seam import MAX_TIME, MIN_TIME

_TIME = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:[ T](?P<clock>\d{2}:\d{2}(?::\d{2})?)(?:\.(?P<digits>\d{1,9}))?)?"
    r"(?P<zone>Z|[+-]\d{2}:\d{2})?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SWAPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Span:
    """A range of time, nanoseconds since 1970; `stop` is outside. None is no bound."""

    start: int | None = None
    stop: int | None = None

    def within(self, other: "Span") -> "Span":
        """What both have in common."""
        starts = [one for one in (self.start, other.start) if one is not None]
        stops = [one for one in (self.stop, other.stop) if one is not None]
        return Span(max(starts, default=None), min(stops, default=None))

    @property
    def bounds(self) -> tuple[int, int]:
        """Start and stop as numbers that storage takes."""
        return (MIN_TIME if self.start is None else self.start), (MAX_TIME + 1 if self.stop is None else self.stop)


def split(condition: Expression | None, now: int, zone: ZoneInfo | None) -> tuple[Span, Expression | None]:
    """The time range of a condition, and what else it says.

    Times that OR combines are taken as AND combines them, as InfluxDB does: a range is one range.
    """
    if condition is None:
        return Span(), None
    if not isinstance(condition, Binary):
        if isinstance(condition, Boolean):
            return Span(), condition
        raise StatementError(f"invalid condition expression: {shown(condition)}")
    if condition.operator in ("AND", "OR"):
        first, left = split(condition.left, now, zone)
        second, right = split(condition.right, now, zone)
        span = first.within(second)
        if left is None or right is None:
            return span, left if right is None else right
        return span, Binary(condition.operator, left, right)
    for side, other, operator in (
        (condition.left, condition.right, condition.operator),
        (condition.right, condition.left, _SWAPPED.get(condition.operator, condition.operator)),
    ):
        if isinstance(side, Name) and side.text.lower() == "time":
            return _span(operator, moment(other, now, zone)), None
    return Span(), condition


def _span(operator: str, time: int) -> Span:
    spans: dict[str, Callable[[], Span]] = {
        "=": lambda: Span(time, time + 1),
        "<": lambda: Span(None, time),
        "<=": lambda: Span(None, time + 1),
        ">": lambda: Span(time + 1, None),
        ">=": lambda: Span(time, None),
    }
    if operator not in spans:
        raise StatementError(f"invalid time comparison operator: {operator}")
    return spans[operator]()


def moment(expression: Expression, now: int, zone: ZoneInfo | None) -> int:
    """Nanoseconds of a time: text, number, duration since 1970, `now()`, or a sum of these."""
    if isinstance(expression, Text):
        return parse_time(expression.value, zone)
    if isinstance(expression, Number | Duration):
        return int(expression.value)
    if isinstance(expression, Call) and expression.name == "now" and not expression.arguments:
        return now
    if isinstance(expression, Binary) and expression.operator in ("+", "-"):
        left, right = moment(expression.left, now, zone), moment(expression.right, now, zone)
        return left + right if expression.operator == "+" else left - right
    raise StatementError(f"invalid operation: time and {shown(expression)} are not compatible")


def parse_time(text: str, zone: ZoneInfo | None) -> int:
    """Nanoseconds of `2026-01-01`, `2026-01-01 10:00:00.5`, or RFC 3339; in `zone`, else UTC, where it names none."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise StatementError("invalid operation: time and *influxql.StringLiteral are not compatible")
    try:
        local = datetime.fromisoformat(f"{match['day']}T{match['clock'] or '00:00'}{match['zone'] or ''}")
    except ValueError:
        raise StatementError("invalid timestamp string") from None
    aware = local if local.tzinfo else local.replace(tzinfo=zone or UTC)
    seconds = int((aware - _EPOCH) / timedelta(seconds=1))
    return seconds * 1_000_000_000 + int((match["digits"] or "").ljust(9, "0"))


def for_tags(condition: Expression, tags: dict[str, str], fields: frozenset[str]) -> Expression:
    """What is left of a condition for the series of one set of tags: a boolean, or what its fields must hold.

    A name that is no field is a tag; one that a series does not have is an empty text.
    """
    if isinstance(condition, Name):
        is_field = condition.cast != "tag" and condition.text in fields
        return condition if is_field else Text(tags.get(condition.text, ""))
    if not isinstance(condition, Binary):
        return condition
    left, right = for_tags(condition.left, tags, fields), for_tags(condition.right, tags, fields)
    if condition.operator in ("AND", "OR"):
        return _logical(condition.operator, left, right)
    if isinstance(left, Text | Number | Boolean) and isinstance(right, Text | Number | Boolean | Pattern):
        return _decided(condition.operator, left, right)
    return Binary(condition.operator, left, right)


def _logical(operator: str, left: Expression, right: Expression) -> Expression:
    """AND and OR of what is known already."""
    ends = operator == "OR"  # the value that decides alone
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Boolean):
            return one if one.value is ends else other
    return Binary(operator, left, right)


def _decided(operator: str, left: Text | Number | Boolean, right: Text | Number | Boolean | Pattern) -> Expression:
    if isinstance(right, Pattern):
        found = isinstance(left, Text) and bool(matches(np.array([left.value], object), right.text)[0])
        return Boolean(isinstance(left, Text) and found is (operator == "=~"))
    values = combine(operator, constant(left.value, 1), constant(right.value, 1))
    return Boolean(bool(truth(values)[0]))
