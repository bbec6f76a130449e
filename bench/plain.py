"""A table as plain text, as the benches print it."""

from collections.abc import Iterable, Sequence
from io import StringIO

from rich.console import Console
from rich.table import Table


def table(head: Sequence[str], rows: Iterable[Sequence[str]], title: str | None = None, *, width: int = 140) -> str:
    """A first column of names and others of figures, in lines of at most `width` characters; no line break at the end.

    A row without any cell is a rule.
    """
    made, text = Table(title=title), StringIO()
    for number, name in enumerate(head):
        made.add_column(name, justify="right" if number else "left")
    for row in rows:
        if row:
            made.add_row(*row)
        else:
            made.add_section()
    Console(file=text, width=width).print(made)
    return text.getvalue().rstrip("\n")
