"""The shipped Flux: files of `queries/`, filled in the way Grafana fills them in.

A query names its time range and window with Grafana's macros (`v.timeRangeStart`, `v.timeRangeStop`,
`v.windowPeriod`), and its variables as `$name` inside a string literal, as `${name:regex}` inside a regular expression,
or as `${name:doublequote}` in a list of texts. So one file serves a panel, an alert rule, the admin and the worker. The
rows of any source of telemetry stand as `${rows:raw}`: a condition that `store.sources` writes; `${named:raw}` is what
`pattern` makes of names, or `.+`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import Any

from contract.errors import ContractError
from contract.time import rfc3339

_MACRO = re.compile(r"\bv\.(timeRangeStart|timeRangeStop|windowPeriod)\b|\$\{(\w+):(regex|doublequote|raw)\}|\$(\w+)")
_STRING = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def names() -> list[str]:
    """Every shipped query, by its file's name without `.flux`."""
    return sorted(entry.name[:-5] for entry in resources.files("queries").iterdir() if entry.name.endswith(".flux"))


def source(name: str) -> str:
    """The text of one shipped query."""
    return resources.files("queries").joinpath(f"{name}.flux").read_text(encoding="utf-8")


def render(
    name: str,
    *,
    start: int | str = "-1h",
    stop: int | str = "now()",
    every_s: float = 60,
    **variables: str | int | float | Sequence[str],
) -> str:
    """One shipped query, ready to send.

    Parameters
    ----------
    name : the file's name in `queries/` without `.flux`
    start, stop : nanoseconds since 1970, or Flux (`-1h`, `now()`)
    every_s : length of an aggregation window in seconds, at least a nanosecond
    variables : values for the query's `$name`; a sequence is for `${name:regex}` and `${name:doublequote}`

    Raises
    ------
    ContractError
        The query has a variable that got no value.
    """
    macros = {
        "timeRangeStart": start if isinstance(start, str) else rfc3339(start),
        "timeRangeStop": stop if isinstance(stop, str) else rfc3339(stop),
        "windowPeriod": f"{max(1, round(every_s * 1e9))}ns",
    }

    def fill(match: re.Match[str]) -> str:
        macro, named, form, plain = match.groups()
        if macro:
            return macros[macro]
        wanted = named or plain
        if wanted not in variables:
            raise ContractError(wanted, f"query {name} needs a value for it")
        return _FORMS[form](variables[wanted])

    return _MACRO.sub(fill, source(name))


def quoted(value: str) -> str:
    """A text as Flux writes it, quotation marks and all."""
    return f'"{_inside(value)}"'


def _inside(value: object) -> str:
    # In a Flux string only `${` begins something, and only a backslash before it undoes that.
    return str(value).translate(_STRING).replace("${", r"\${")


def pattern(value: str | int | float | Sequence[str]) -> str:
    """Values as the alternatives of a regular expression, to stand between slashes."""
    choices = [value] if isinstance(value, str | int | float) else list(value)
    # A blank needs no escape, and Flux's own checker refuses one.
    return "(" + "|".join(re.escape(str(choice)).replace("/", r"\/").replace(r"\ ", " ") for choice in choices) + ")"


_FORMS: Mapping[str | None, Callable[[Any], str]] = {
    None: _inside,
    "regex": pattern,
    "doublequote": lambda values: ", ".join(map(quoted, values)),
    "raw": str,
}
"""How a value is written where a query asks for it in one of Grafana's forms."""
