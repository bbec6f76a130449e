"""A message, whoever gets it: parts with a headline each, as plain text, as HTML, and as data for programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

LONGEST_TITLE = 150
"""Characters: a subject that is longer is cut by whoever shows it."""
_PAGES = Environment(loader=PackageLoader("forewarn.messages", ""), autoescape=True, undefined=StrictUndefined)


@dataclass(frozen=True, slots=True)
class Part:
    """A headline, lines below it, and links by their labels; `colour` is as CSS and Slack take it, #rrggbb."""

    headline: str
    lines: Sequence[str] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    colour: str = "#8a8a8a"


@dataclass(frozen=True, slots=True)
class Message:
    """One message; its `id` is the same whenever it is sent again, and `data` is what a program gets."""

    id: str
    title: str
    parts: Sequence[Part]
    data: Mapping[str, Any]

    @property
    def subject(self) -> str:
        """The title on one line that is not too long."""
        title = " ".join(self.title.split())
        return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"

    @property
    def text(self) -> str:
        """It as plain text."""
        return "\n\n".join("\n".join(_lines(part)) for part in self.parts) + "\n"

    @property
    def html(self) -> str:
        """It as a page for mail programs, which take styles of elements only."""
        return _PAGES.get_template("message.html").render(title=self.subject, parts=self.parts)


def _lines(part: Part) -> list[str]:
    links = (f"{label}: {url}" for label, url in part.links.items())
    return [part.headline, *(f"  {line}" for line in (*part.lines, *links))]
