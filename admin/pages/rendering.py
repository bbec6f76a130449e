"""Pages: templates loaded once, the few filters they need, and how a page becomes an answer."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from admin.names import class_label, in_words, issue_label, limit_label, plain, signal_label
from admin.outside import Outside
from contract.checks import finite

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def page(
    request: Request,
    template: str,
    values: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """A rendered template; every one may use `actor` (who is signed in, or `None`), `path` and `has_simulator`.

    `root` comes before every path that a page names.
    """
    ours = {
        "actor": getattr(request.state, "actor", None),
        "path": request.scope["path"],
        "root": Outside.of(request).root,
        "now": _now(),
        "has_simulator": request.app.state.parts.simulator is not None,
    }
    text = _environment.get_template(template).render(**ours, **values)
    return HTMLResponse(text, status, headers)


def number(value: float | None, unit: str = "") -> str:
    """A value for people, three significant digits or the whole part, with its unit; a dash for nothing."""
    if value is None:
        return "–"
    finite("value", value)
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = f"{value:,.{digits}f}"
    text = (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
    return f"{'0' if text == '−0' else text}{_space(unit)}{unit}"


def exact(value: float | None) -> str:
    """A value as a form field takes it back; "" for nothing."""
    return "" if value is None else f"{value:.12g}"


def ago(time: datetime | None, now: datetime | None = None) -> str:
    """How long ago in one unit: `just now`, `4 min ago`, `3 h ago`, `2 d ago`."""
    if time is None:
        return "never"
    return "just now" if (age := (now or _now()) - time) < timedelta(seconds=10) else f"{span(age)} ago"


def span(age: timedelta) -> str:
    """A length of time in its largest unit."""
    if age < _MINUTE:
        return f"{age.total_seconds():.0f} s"
    if age < _HOUR:
        return f"{age // _MINUTE} min"
    return f"{age // _HOUR} h" if age < 2 * _DAY else f"{age // _DAY} d"


def clock(time: datetime | None) -> str:
    """A time to the second, UTC."""
    return "" if time is None else f"{time:%Y-%m-%d %H:%M:%S} UTC"


def until(start: datetime, stop: datetime) -> str:
    """A span of time to the minute; the day is said again only where it is another."""
    end = "%H:%M" if start.date() == stop.date() else "%d %b %H:%M"
    return f"{start:%d %b %H:%M} to {stop:{end}}"


def _space(unit: str) -> str:
    return "" if unit in ("", "°") else "\N{NO-BREAK SPACE}"


def _now() -> datetime:
    return datetime.now(UTC)


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
        number=number, exact=exact, ago=ago, clock=clock, until=until,
        class_label=class_label, in_words=in_words, signal_label=signal_label, issue_label=issue_label,
        limit_label=limit_label, plain=plain,
    )  # fmt: skip
    return environment


_environment = _build()
