"""What people and programs say of a task, in the form in which it is kept; what makes no sense is refused by name."""

import re
from datetime import date, datetime, timedelta

from admin.v1.span import time_of
from contract.checks import finite, text
from contract.errors import ContractError

LONGEST_TITLE, LONGEST_TEXT, LONGEST_NAME = 200, 500, 100
MOST_H = 1e5
FARTHEST = timedelta(days=3650)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def line(name: str, said: str, longest: int = LONGEST_NAME) -> str:
    """A text of one line; raises `ContractError`."""
    found = text(name, said, longest).strip()
    if not found.isprintable():
        raise ContractError(name, "holds what cannot be printed, such as a line break")
    return found


def note(name: str, said: str) -> str:
    """A text that may have several lines; raises `ContractError`."""
    return text(name, said, LONGEST_TEXT).strip().replace("\r\n", "\n")


def named(name: str, said: str) -> str:
    """A failure mode's name, or any other, as it is written: with underscores."""
    return line(name, said).replace(" ", "_")


def hours(name: str, said: float | None) -> float | None:
    """A number of hours; raises `ContractError`."""
    if said is None:
        return None
    if not 0 <= (found := finite(name, said)) <= MOST_H:
        raise ContractError(name, f"{found:g} is not between 0 and {MOST_H:g}")
    return found


def day(name: str, said: str, today: date) -> date | None:
    """A day on which something is to be done, `None` for ""; raises `ContractError`, also for one that is over."""
    if not said.strip():
        return None
    try:
        found = date.fromisoformat(said.strip() if _DAY.fullmatch(said.strip()) else "")
    except ValueError:
        raise ContractError(name, f"{said[:100]!r} is not a day such as 2026-01-31") from None
    if found < today:
        raise ContractError(name, f"{found} is over: there today is {today}")
    if found - today > FARTHEST:
        raise ContractError(name, f"{found} is more than {FARTHEST.days} days ahead")
    return found


def moment(name: str, said: str) -> datetime | None:
    """A time, `None` for ""; raises `ContractError`."""
    return time_of(name, said.strip()) if said.strip() else None


def choice(name: str, said: str, choices: tuple[str, ...]) -> str:
    """One of some words; raises `ContractError` that lists them."""
    if said not in choices:
        raise ContractError(name, f"{said[:100]!r} is not one of {', '.join(choices)}")
    return said
