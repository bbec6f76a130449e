"""What `docs/reference.md` shows of commands, settings and routes."""

from collections.abc import Iterable, Iterator

from fastapi.routing import APIRoute

from admin.auth.gate import is_open
from admin.routers import ROUTERS
from contract import settings as known
from docs.generate.tables import table
from forewarn.cli import COMMANDS


def commands() -> str:
    """Every command of `forewarn`."""
    return table(("command", "what it does"), [(f"`{name}`", sentence) for name, sentence in COMMANDS.items()])


def settings() -> str:
    """Every setting, with what holds where it is not set."""
    rows = [(f"`{name}`", f"`{default}`" if default else "", says) for name, default, says in known.table()]
    return table(("setting", "default", "what it is"), rows)


def api() -> str:
    """The routes of the JSON API."""
    return _table(route for route in _routes() if route.include_in_schema)


def pages() -> str:
    """The routes that people's browsers ask."""
    return table(
        ("method", "path", "what it does"), [_row(route) for route in _routes() if not route.include_in_schema]
    )


def _routes() -> Iterator[APIRoute]:
    return (route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute))


def _table(routes: Iterable[APIRoute]) -> str:
    return table(("method", "path", "what it does"), map(_row, routes))


def _row(route: APIRoute) -> tuple[str, str, str]:
    says = (route.endpoint.__doc__ or "").strip().partition("\n")[0]
    path = route.path.replace(":path}", "}")
    return ", ".join(sorted(route.methods or ())), f"`{path}`", says + " (Open to anybody.)" * is_open(path)
