"""Asking the language in tests: a script in, the answer's CSV, rows or error out."""

import csv
import io
from typing import Any

import pytest

from fluxlite.flux import Dialect, FluxError, execute
from fluxlite.seam import Catalog
from tests.flux.memory import MemoryCatalog

NOW = 1_767_225_600_000_000_000
"""2026-01-01T00:00:00Z."""
MINUTE = 60_000_000_000
ANNOTATED = Dialect(annotations=("datatype", "group", "default"))
PLAIN = Dialect()

RANGE = "range(start: 2026-01-01T00:00:00Z, stop: 2026-01-01T01:00:00Z)"
READ = f'from(bucket: "b") |> {RANGE}'


def catalog(*lines: str) -> MemoryCatalog:
    """A catalog whose bucket `b` holds points; a line's time is in minutes after NOW."""
    found = MemoryCatalog()
    points = (line.rsplit(" ", 1) for line in lines)
    found.add("b", "\n".join(f"{point} {NOW + int(float(minute) * MINUTE)}" for point, minute in points))
    return found


def answer(flux: str, data: Catalog | None = None, dialect: Dialect = PLAIN, **options: Any) -> str:
    """The CSV that a script gives."""
    found = execute(flux, catalog=data or catalog(), now=NOW, dialect=dialect, **options)
    return b"".join(found).decode()


def rows(flux: str, data: Catalog | None = None, columns: str = "_value", **options: Any) -> list[Any]:
    """The cells of some columns (names with blanks between), row by row; one column gives plain texts."""
    names = columns.split()
    result: list[Any] = []
    header: list[str] | None = None
    for line in csv.reader(io.StringIO(answer(flux, data, **options), newline="")):
        if not line:
            header = None
        elif header is None:
            header = line
        else:
            cells = dict(zip(header, line, strict=True))
            picked = tuple(cells.get(name, "-") for name in names)
            result.append(picked[0] if len(names) == 1 else picked)
    return result


def error(flux: str, data: Catalog | None = None, **options: Any) -> FluxError:
    """The error that a script ends with before its first byte."""
    with pytest.raises(FluxError) as caught:
        answer(flux, data, **options)
    return caught.value


def made(*records: str) -> str:
    """A stream of one table from record literals."""
    return f'import "array"\narray.from(rows: [{", ".join(records)}])'


def values(*numbers: object, kind: str = "double", key: str = "") -> str:
    """A stream of one table with these numbers as `_value`, a minute apart from NOW; None is null."""
    group = "true" if key else "false"
    lines = [
        f"#datatype,string,long,dateTime:RFC3339,{kind},string",
        f"#group,false,false,false,false,{group}",
        "#default,_result,,,,",
        ",result,table,_time,_value,t",
    ]
    for minute, number in enumerate(numbers):
        lines.append(f",,0,2026-01-01T00:{minute:02}:00Z,{'' if number is None else number},{key}")
    text = "\n".join(lines) + "\n"
    return f'import "csv"\ncsv.from(csv: "{text}")'
