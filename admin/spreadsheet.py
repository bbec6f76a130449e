"""Cells of CSV that people open in a spreadsheet."""

import json

FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
"""A cell that begins so is taken for a formula by spreadsheets, or for the mark that it is none."""


def cell(value: object) -> str:
    """A text, a number, a truth or nothing as a cell; raises `ValueError` for a number that is not finite."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return "" if value is None else json.dumps(value, allow_nan=False)
