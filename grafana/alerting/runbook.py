"""The runbook as the admin serves it: the Markdown of docs/runbook.md as the body of a page.

It is made here and not where it is served, so that an installed admin needs neither the file nor a reader of Markdown.
"""

import re
from html import escape
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "docs" / "runbook.md"
"""What to do about each rule: a section a rule, headed by its title."""

_INLINE = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^)\s]+)\)")


def build() -> str:
    """The body of the page; every section's heading has the name that links use."""
    blocks = SOURCE.read_text(encoding="utf-8").strip().split("\n\n")
    return "\n".join(_block(" ".join(block.splitlines())) for block in blocks) + "\n"


def anchor(heading: str) -> str:
    """The name under which Markdown links to a heading."""
    kept = "".join(letter for letter in heading.lower() if letter.isalnum() or letter in " -")
    return kept.replace(" ", "-")


def _block(text: str) -> str:
    if text.startswith("## "):
        return f'<h2 id="{anchor(text[3:])}">{_inline(text[3:])}</h2>'
    if text.startswith("# "):
        return f"<h1>{_inline(text[2:])}</h1>"
    return f"<p>{_inline(text)}</p>"


def _inline(text: str) -> str:
    parts, end = [], 0
    for found in _INLINE.finditer(text):
        parts += [escape(text[end : found.start()], quote=False), _marked(found)]
        end = found.end()
    return "".join([*parts, escape(text[end:], quote=False)])


def _marked(found: re.Match[str]) -> str:
    code, strong, emphasis, label, target = found.groups()
    if code:
        return f"<code>{escape(code, quote=False)}</code>"
    if strong:
        return f"<strong>{_inline(strong)}</strong>"
    if emphasis:
        return f"<em>{_inline(emphasis)}</em>"
    # Other pages are not served there.
    return f'<a href="{escape(target)}">{_inline(label)}</a>' if target.startswith("#") else _inline(label)
