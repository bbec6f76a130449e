"""What the commands of users and tokens share: the store as the admin sees it, and who types."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from admin.roles import Role
from admin.store import Store
from admin.users.service import COMMAND
from contract.errors import ForewarnError
from contract.settings import Settings
from forewarn import context

ROLE = click.Choice([str(role) for role in Role])

F = TypeVar("F", bound=Callable[..., Any])


@contextmanager
def opened() -> Iterator[tuple[Store, Settings]]:
    """The store with the admin's rights, and the settings; without settings those that `make run` left."""
    settings = context.load()
    with context.gateway(settings, component="admin") as gateway:
        store = Store(gateway, COMMAND)
        try:
            yield store, settings
        finally:
            store.close()


def actor() -> str:
    """Who types, for the audit: the account on this machine."""
    try:
        return f"{COMMAND}:{getpass.getuser()}"
    except (OSError, KeyError):  # a container may run as a number that nobody has
        return COMMAND


def why(function: F) -> F:
    """The option that says why."""
    return click.option("--why", required=True, help="Why, for those who read the audit in a year.")(function)


def found(entries: list[Any], what: str, name: str) -> Any:
    """The entry of that name; raises `ForewarnError` where there is none."""
    wanted = name.strip().casefold()
    for entry in entries:
        if getattr(entry, what) == wanted:
            return entry
    raise ForewarnError(f"{what}: there is no {name[:100]!r}")


def show(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Print a table."""
    table = Table(*head, show_edge=False, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    console = Console()
    (console if console.is_terminal else Console(width=200)).print(table, markup=False)
