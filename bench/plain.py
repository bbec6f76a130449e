"""A table as plain text, as the benches print it."""

from io import StringIO

from rich.console import Console
from rich.table import Table


def plain(table: Table, width: int) -> str:
    """The lines of a table, at most `width` characters each, the last with its line break."""
    text = StringIO()
    Console(file=text, width=width).print(table)
    return text.getvalue()
