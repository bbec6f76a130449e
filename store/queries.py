"""The shipped Flux: files of `queries/`, filled in the way Grafana fills them in.

A query names its time range and window with Grafana's macros (`v.timeRangeStart`, `v.timeRangeStop`,
`v.windowPeriod`), and its variables as `$name` inside a string literal, or as `${name:regex}` inside a regular
expression. So one file serves a panel, an alert rule, the admin and the worker.
"""

import re
from collections.abc import Sequence
from importlib import resources

from contract.errors import ContractError
from contract.time import rfc3339

_MACRO = re.compile(r"\bv\.(timeRangeStart|timeRangeStop|windowPeriod)\b|\$\{(\w+):regex\}|\$(\w+)")
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
    variables : values for the query's `$name`; a sequence is for `${name:regex}`

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
        macro, pattern, variable = match.groups()
        if macro:
            return macros[macro]
        wanted = pattern or variable
        if wanted not in variables:
            raise ContractError(wanted, f"query {name} needs a value for it")
        value = variables[wanted]
        # In a Flux string only `${` begins something, and only a backslash before it undoes that.
        return _pattern(value) if pattern else str(value).translate(_STRING).replace("${", r"\${")

    return _MACRO.sub(fill, source(name))


def _pattern(value: str | int | float | Sequence[str]) -> str:
    choices = [value] if isinstance(value, str | int | float) else list(value)
    # A blank needs no escape, and Flux's own checker refuses one.
    return "(" + "|".join(re.escape(str(choice)).replace("/", r"\/").replace(r"\ ", " ") for choice in choices) + ")"
