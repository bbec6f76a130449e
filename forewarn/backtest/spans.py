"""Options of a command that judges: times, and a page."""

import re
import tempfile
from datetime import time
from pathlib import Path

import click

from analytics.backtest.labels import moment_of
from analytics.policies.silence import Silence
from contract.catalogue import CLASSES
from contract.errors import SettingsError

Moment = int
Edges = tuple[int, int]
_SIGNALS = frozenset(name for spec in CLASSES.values() for name in spec.signals)


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


class OfSilence(click.ParamType[Silence]):
    """A silence of a scope, or of one signal of it: hours of every day, or from a time to another."""

    name = "SCOPE[:SIGNAL]=FROM/TO"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Silence:
        """See `click.ParamType`."""
        of, _, when = str(value).rpartition("=")
        if not of:
            self.fail(f"{value!r} is not of the form pump=22:00/06:00", param, ctx)
        # The name of an asset may have a colon, too.
        scope, _, signal = of.rpartition(":")
        scope, signal = (scope, signal) if scope and signal in _SIGNALS else (of, "")
        hours = re.fullmatch("([0-9]{2}:[0-9]{2})/([0-9]{2}:[0-9]{2})", when)
        if hours is None:
            return Silence(scope, signal, span=Span().convert(when, param, ctx))
        try:
            return Silence(scope, signal, hours=(time.fromisoformat(hours[1]), time.fromisoformat(hours[2])))
        except ValueError as error:
            self.fail(f"{value!r}: {error}", param, ctx)


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
