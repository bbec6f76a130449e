"""What queries may use: settings of the store, each an environment variable and an option, with a default."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """Bounds on queries; raises ValueError for one out of its range."""

    seconds: float = 60.0
    """Time that one query may compute; waiting for its turn or for its client does not count."""
    memory_mb: int = 512
    """Memory that one query may take, in MiB, beside the 40 or so of its process."""
    concurrency: int = 4
    """Queries that run at a time; half of the places are for short ones."""
    queue_size: int = 64
    """Queries that wait, beyond which those of the token with most are refused."""
    text_kb: int = 1024
    """Length of a query's request, in KiB."""

    def __post_init__(self) -> None:
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            if not (math.isfinite(value) and low <= value <= high):
                raise ValueError(f"{variable(name)} must be from {low:g} to {high:g}, not {value}")

    @property
    def long_ones(self) -> int:
        """How many long queries may run at a time while others wait."""
        return self.concurrency // 2

    @classmethod
    def read(cls, environment: Mapping[str, str], options: Mapping[str, str | None]) -> "QueryLimits":
        """The limits that variables set, or options (by field) in their place; raises ValueError with the reason."""
        texts = {one.name: environment.get(variable(one.name), "").strip() for one in fields(cls)}
        texts |= {name: text.strip() for name, text in options.items() if text is not None}
        return cls(**{name: _number(name, text) for name, text in texts.items() if text})  # type: ignore[arg-type]


RANGES = {
    "seconds": (0.1, 86_400),
    "memory_mb": (16, 65_536),
    "concurrency": (2, 64),
    "queue_size": (1, 10_000),
    "text_kb": (1, 65_536),
}
OPTIONS = {
    "seconds": "seconds that one query may compute",
    "memory_mb": "MiB of memory that one query may take",
    "concurrency": "queries that run at a time; half of the places are for short ones",
    "queue_size": "queries that wait, beyond which the token with most is refused",
    "text_kb": "KiB of a query's request",
}


def variable(name: str) -> str:
    """The environment variable of a limit."""
    return f"FLUXLITE_QUERY_{name.upper()}"


def option(name: str) -> str:
    """The option of a limit on the command line."""
    return f"--query-{name.replace('_', '-')}"


def help_text(name: str) -> str:
    """What the command line says of a limit."""
    low, high = RANGES[name]
    default = getattr(QueryLimits(), name)
    return f"{OPTIONS[name]}, {low:g} to {high:g} (default: {default:g}, or {variable(name)})"


def _number(name: str, text: str) -> float:
    kind = float if name == "seconds" else int
    try:
        return kind(text)
    except ValueError:
        what = "a number" if kind is float else "a whole number"
        raise ValueError(f"{variable(name)} must be {what}, not {text[:40]!r}") from None
