"""Rules that people write: `motor_current_a > 5`, or `speed_rpm >= 50 and mode == "AUTO"`, by a grammar of our own.

    rule = all { "or" all }         all = condition { "and" condition }
    condition = name ("<" | "<=" | ">" | ">=" | "==" | "!=") (number | 'text' | "text")

A name with spaces or signs stands between backticks. A rule is never run as a program: it only compares.
"""

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from contract.errors import ContractError

Truth = npt.NDArray[np.int8]
"""1 where a rule holds, 0 where it does not, -1 where a value that it needs is missing."""

_TOKEN = re.compile(
    r"""\s*(?:(?P<op><=|>=|==|!=|<|>)|`(?P<quoted>[^`]+)`|"(?P<double>[^"]*)"|'(?P<single>[^']*)'"""
    r"""|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))|(?P<name>[^\W\d][\w.\-/]*))"""
)
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Condition:
    """A name's value compared with a number or a text."""

    name: str
    op: str
    value: float | str

    def holds(self, values: npt.NDArray[Any]) -> Truth:
        """Where it holds of some values: floats with NaN, or texts with "" or None, where there is none."""
        if isinstance(self.value, str):
            texts = values.astype(object)
            missing = np.array([text is None or text in ("", "nan") or text != text for text in texts], bool)
            met = np.array([_COMPARE[self.op](str(text), self.value) for text in texts], bool)
        else:
            numbers = _numbers(values)
            missing, met = np.isnan(numbers), _COMPARE[self.op](numbers, self.value)
        return np.where(missing, np.int8(-1), met.astype(np.int8))


@dataclass(frozen=True, slots=True)
class Rule:
    """It holds where every condition of one of its alternatives holds."""

    text: str
    alternatives: tuple[tuple[Condition, ...], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What it needs the values of, each once, in order."""
        found = (condition.name for conditions in self.alternatives for condition in conditions)
        return tuple(dict.fromkeys(found))

    def holds(self, values: Mapping[str, npt.NDArray[Any]]) -> Truth:
        """Where it holds, by (n,) values of each of its names: of three values, as a missing one may not matter.

        >>> rule("a > 1 or b > 1").holds({"a": np.array([2.0, 0.0, 0.0]), "b": np.array([np.nan, 0.0, np.nan])})
        array([ 1,  0, -1], dtype=int8)
        """
        every = [_all([part.holds(values[part.name]) for part in conditions]) for conditions in self.alternatives]
        return _any(every)


def _all(parts: list[Truth]) -> Truth:
    table = np.stack(parts)
    return np.where((table == 0).any(0), 0, np.where((table < 0).any(0), -1, 1)).astype(np.int8)


def _any(parts: list[Truth]) -> Truth:
    table = np.stack(parts)
    return np.where((table == 1).any(0), 1, np.where((table < 0).any(0), -1, 0)).astype(np.int8)


def _numbers(values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The values as numbers; NaN where a text is none."""
    if values.dtype.kind in "fiub":
        return values.astype(np.float64)
    return np.array([_number(value) for value in values.tolist()], np.float64)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def rule(text: str) -> Rule:
    """The rule in a text; raises `ContractError` that says where it cannot be understood."""
    if len(text) > _LONGEST:
        raise ContractError("when", f"is {len(text)} characters long; a rule has at most {_LONGEST}")
    words = list(_words(text))
    alternatives, place = [[_condition(text, words, 0)]], 3
    while place < len(words):
        joint = words[place]
        if joint == ("name", "or"):
            alternatives.append([])
        elif joint != ("name", "and"):
            raise _unclear(text, f"expected `and` or `or` before {joint[1]!r}")
        alternatives[-1].append(_condition(text, words, place + 1))
        place += 4
    return Rule(text, tuple(tuple(conditions) for conditions in alternatives))


def _condition(text: str, words: list[tuple[str, str]], place: int) -> Condition:
    three = words[place : place + 3]
    kinds = [kind for kind, _ in three]
    if len(three) < 3 or kinds[0] not in ("name", "quoted") or kinds[1] != "op":
        raise _unclear(text, "expected a name, a comparison and a value, as in `motor_current_a > 5`")
    (_, name), (_, op), (kind, value) = three
    if kind == "number":
        number = float(value)
        if not math.isfinite(number):
            raise _unclear(text, f"{value} is not a finite number")
        return Condition(name, op, number)
    if kind not in ("double", "single"):
        raise _unclear(text, f"{value!r} is neither a number nor a text in quotes")
    if op not in ("==", "!="):
        raise _unclear(text, f"a text is compared with == or !=, not {op}")
    return Condition(name, op, value)


def _words(text: str) -> Iterator[tuple[str, str]]:
    """Kind and text of each word."""
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            raise _unclear(text, f"{text[place:].strip()[:20]!r} is not understood")
        yield found.lastgroup, found[found.lastgroup]
        place = found.end()


def _unclear(text: str, reason: str) -> ContractError:
    return ContractError("when", f"{text!r}: {reason}")
