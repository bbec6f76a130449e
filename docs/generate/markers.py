"""Parts of a page between two comments, such as `<!-- rooms: from make docs -->` and `<!-- end of rooms -->`."""

import re
from collections.abc import Callable, Mapping

Part = Callable[[], str]
"""Gives the text of a part, in Markdown."""


def begin(name: str) -> str:
    """The comment before a part."""
    return f"<!-- {name}: from make docs -->"


def end(name: str) -> str:
    """The comment behind a part."""
    return f"<!-- end of {name} -->"


def renewed(page: str, parts: Mapping[str, Part]) -> str:
    """The page with its parts as they are now; raises `ValueError` that names a part for which it has no place."""
    for name, part in parts.items():
        between = re.compile(rf"({re.escape(begin(name))}\n).*?({re.escape(end(name))}\n)", re.DOTALL)
        text = f"\n{part().strip()}\n\n"
        page, places = between.subn(lambda found, text=text: f"{found[1]}{text}{found[2]}", page)  # type: ignore[misc]
        if places != 1:
            raise ValueError(f"part {name!r} has {places} places in the page instead of one")
    return page
