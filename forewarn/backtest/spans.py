"""Options of a command that judges: times, and a page."""

import tempfile
from pathlib import Path

import click

from analytics.backtest.labels import moment_of
from contract.errors import SettingsError

Moment = int
Edges = tuple[int, int]


class At(click.ParamType[Moment]):
    """A time, ISO 8601; without a zone it is UTC."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Moment:
        """See `click.ParamType`; gives ns since 1970."""
        try:
            return moment_of(str(value))
        except ValueError:
            self.fail(f"{value!r} is no time such as 2026-03-01 or 2026-03-01T08:00:00Z", param, ctx)


class Span(click.ParamType[Edges]):
    """From a time to before another, ISO 8601, with a stroke between them."""

    name = "FROM/TO"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Edges:
        """See `click.ParamType`; gives ns since 1970."""
        begin, _, end = str(value).partition("/")
        try:
            span = moment_of(begin), moment_of(end)
        except ValueError:
            self.fail(f"{value!r} is not of the form 2026-03-01/2026-03-05", param, ctx)
        if span[0] >= span[1]:
            self.fail(f"{value!r} ends before it begins", param, ctx)
        return span


def check_page(page: Path | None) -> None:
    """Raises `SettingsError` for a page that cannot be written: it is told of before the work, not after it."""
    if page is None:
        return
    if page.is_dir():
        raise SettingsError(f"--report: {page}: is a folder")
    try:
        with tempfile.NamedTemporaryFile(dir=page.parent):
            pass
    except OSError as error:
        raise SettingsError(f"--report: nothing can be written into {page.parent}: {error.strerror}") from error
