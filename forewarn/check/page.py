"""What a check found, as one page that needs nothing beside itself."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from forewarn.backtest.report import STYLE
from forewarn.backtest.tables import BY, COVERED, covered
from forewarn.check import tables
from forewarn.check.checked import Checked

_PAGES = Environment(loader=PackageLoader("forewarn.check", ""), autoescape=True, undefined=StrictUndefined)


def render(places: Sequence[Checked], findings: Sequence[tuple[str, str]]) -> str:
    """The page, for all places that were checked."""
    return _PAGES.get_template("check.html").render(
        style=Markup(STYLE.read_text(encoding="utf-8")),
        now=datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        findings=findings,
        places=[_place(checked) for checked in places],
        by=BY,
    )


def _place(checked: Checked) -> dict[str, Any]:
    found = checked.found
    judged = sum(line.heard and bool(line.judged) for line in checked.lines)
    return {
        "name": checked.name,
        "says": tables.headline(checked).removeprefix(f"{checked.name}: "),
        "tiles": [
            (f"{checked.rate:.2f}", "alarms an asset-week", "warning" if checked.alarms else "normal"),
            (f"{len(found.assets) if found else 0:,}", "assets", "silent"),
            (f"{judged} of {len(checked.lines)}", "signals in use", "silent"),
            (f"{len(checked.guesses)}", "lines still guessed", "watch" if checked.guesses else "normal"),
        ],
        "sections": [
            (title, heads, rows)
            for title, heads, rows in (
                ("What came, and what judges it", COVERED, [covered(line) for line in checked.lines]),
                ("Alarms that people would have had", tables.CALLED, tables.called(checked) if found else []),
                ("Still guessed", tables.GUESSED, [tables.marked(guess) for guess in checked.guesses]),
            )
            if rows
        ],
    }
