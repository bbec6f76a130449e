"""Pages by cursor: a list goes on after the last item that was told, whatever was added or taken away meanwhile.

A cursor is opaque to programs. It holds the place of that item in the order of the list, so no page is told twice and
nothing is left out, and an old one is as good as a new one.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

from contract.errors import ContractError

MOST = 1000
T = TypeVar("T")
Place = tuple[int | str, ...]
"""Where an item stands: numbers and texts that are compared from the left."""

Cursor = Annotated[str, Query(max_length=2000, description="`next` of the page before; empty for the first page")]
Limit = Annotated[int, Query(ge=1, le=MOST, description="items on a page at most")]


class Page(BaseModel, Generic[T]):
    """Items in order, and the cursor of the next page, null on the last."""

    items: list[T]
    next: str | None


def page(items: Iterable[T], place: Callable[[T], Place], cursor: str, limit: int) -> Page[T]:
    """The next `limit` items in the order of their places, which are all of one shape and no two alike.

    Raises `ContractError` for what is no cursor of such a list.
    """
    ordered = sorted(((place(item), item) for item in items), key=lambda pair: pair[0])
    if cursor:
        # Of an empty list every cursor is good: nothing comes after it.
        after = read_like(cursor, ordered[0][0]) if ordered else ()
        ordered = [pair for pair in ordered if pair[0] > after]
    chosen = ordered[:limit]
    is_last = len(ordered) <= limit
    return Page(items=[item for _, item in chosen], next=None if is_last else write(chosen[-1][0]))


def write(place: Place) -> str:
    """A place as a cursor."""
    return urlsafe_b64encode(json.dumps(place, ensure_ascii=False).encode()).decode().rstrip("=")


def read(cursor: str) -> Place:
    """The place that a cursor holds; raises `ContractError`."""
    try:
        found = json.loads(urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        raise _no_cursor(cursor) from None
    if not isinstance(found, list) or not all(type(part) in (int, str) for part in found):
        raise _no_cursor(cursor)
    return tuple(found)


def before(cursor: str, stop: int) -> int:
    """Where rows end that are told the newest first, by time alone (ns); raises `ContractError`."""
    place = read(cursor) if cursor else (stop,)
    if len(place) != 1 or not isinstance(place[0], int) or not 0 < place[0] < 2**63:
        raise _no_cursor(cursor)
    return min(stop, place[0])


def read_like(cursor: str, like: Place) -> Place:
    """The place that a cursor holds, of the shape of another one; raises `ContractError`."""
    found = read(cursor)
    if [type(part) for part in found] != [type(part) for part in like]:
        raise _no_cursor(cursor)
    return found


def _no_cursor(cursor: str) -> ContractError:
    return ContractError("cursor", f"{cursor[:100]!r} is not the `next` of a page of this list")
