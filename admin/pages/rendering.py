"""Pages: templates loaded once, and how one becomes an answer."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from admin.names import class_label, in_words, issue_label, limit_label, plain, signal_label
from admin.outside import Outside
from admin.pages.filters import ago, clock, exact, number, told, until
from admin.roles import Role
from contract.time import duration


def page(
    request: Request,
    template: str,
    values: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A rendered template; every one may use `actor` (who is signed in, or `None`), `path`, `has_simulator` and `has_cases`.

    `may` says of a role whether who is signed in may do what it is needed for; `root` comes before every path that a
    page names.
    """
    account = getattr(request.state, "account", None)
    ours = {
        "actor": account.name if account else None,
        "may": {role: account is not None and account.role.may(role) for role in Role},
        "path": request.scope["path"],
        "root": Outside.of(request).root,
        "now": datetime.now(UTC),
        "has_simulator": request.app.state.parts.simulator is not None,
        "has_cases": bool(request.app.state.parts.cases.receiver),
    }
    text = _environment.get_template(template).render(**ours, **values)
    return HTMLResponse(text, status, headers)


def part(template: str, root: str, values: Mapping[str, Any]) -> Markup:
    """A rendered part of a page that is the same for all who may see it."""
    return Markup(_environment.get_template(template).render(root=root, now=datetime.now(UTC), **values))


def _build() -> Environment:
    environment = Environment(
        loader=PackageLoader("admin", ""),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=number, exact=exact, ago=ago, clock=clock, told=told, until=until,
        class_label=class_label, in_words=in_words, signal_label=signal_label, issue_label=issue_label,
        limit_label=limit_label, plain=plain, duration=duration,
    )  # fmt: skip
    return environment


_environment = _build()
