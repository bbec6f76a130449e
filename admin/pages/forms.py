"""Forms: fields as people type them, and an order of theirs that may be refused."""

import re
from collections.abc import Callable
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from contract.errors import ContractError
from web.errors import ApiError, problem_of

Outcome = TypeVar("Outcome")

Text = Annotated[str, Field(max_length=2000)]
"""What a program may send as text."""
MOMENT_OR_NONE: JsonDict = {"anyOf": [{"format": "date-time"}, {"maxLength": 0}]}
"""What the schema says of a text that is a moment, or "" for none."""
LOCAL = "%Y-%m-%dT%H:%M"
"""What a browser's field for date and time holds; the page says that it is in UTC."""
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


class PageForm(BaseModel):
    """The fields of a page's form as they were typed; one that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", str_max_length=2000)


def number(field: str, text: str) -> float | None:
    """The number that was typed, `None` for none; raises `ContractError` for all else, as for a decimal comma."""
    said = text.strip()
    if not said:
        return None
    if len(said) > 100 or not _NUMBER.fullmatch(said):
        raise ContractError(field, f"{said[:100]!r} is not a number")
    return float(said)


def attempt(order: Callable[[], Outcome]) -> Outcome | ApiError:
    """What an order comes to, or what is wrong with it, to be shown beside its field."""
    try:
        return order()
    except (ApiError, ContractError) as error:
        return problem_of(error)
