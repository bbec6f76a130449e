"""Whatever the form that a table is written in, it is read back as it was."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.collectors.replay.reading import Read

NOON = 1_583_755_200 * 10**9
FORMS = {
    "iso": "%Y-%m-%dT%H:%M:%S.%f",
    "%d.%m.%Y %H:%M:%S.%f": "%d.%m.%Y %H:%M:%S.%f",
    "%d %b %Y %I:%M:%S.%f %p": "%d %b %Y %I:%M:%S.%f %p",
    "us": "",
}
CELLS = st.one_of(st.none(), st.floats(-40, 300).map(lambda value: round(value, 6)))


@st.composite
def written(draw: st.DrawFn) -> tuple[bytes, dict[str, object], list[tuple[int, list[float | None]]]]:
    """A file, what its mapping says, and its rows: a moment in µs and the readings of two columns."""
    delimiter = draw(st.sampled_from([",", ";", "\t", "|"]))
    decimal = draw(st.sampled_from([".", ","]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]))
    form = draw(st.sampled_from(sorted(FORMS)))
    steps = draw(st.lists(st.integers(1, 10**10), min_size=1, max_size=30))
    moments = [NOON // 1000 + sum(steps[: n + 1]) for n in range(len(steps))]
    rows = [(moment, [draw(CELLS), draw(CELLS)]) for moment in moments]
    names = ["Zeit", "Lager °C", "Wicklung"]
    text = io.StringIO(newline="")
    out = csv.writer(text, delimiter=delimiter, lineterminator=draw(st.sampled_from(["\n", "\r\n"])))
    for _ in range(draw(st.integers(0, 3))):
        out.writerow(["Anlage Süd"])
    out.writerow(names)
    for moment, cells in rows:
        shown = dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=moment)  # noqa: DTZ001  (as if in UTC)
        stamp = str(moment) if form == "us" else shown.strftime(FORMS[form])
        said = ["" if cell is None else repr(cell).replace(".", decimal) for cell in cells]
        out.writerow([stamp, *said])
    time = {"column": "Zeit", "unit": "us"} if form == "us" else {"column": "Zeit", "format": form}
    columns = {names[1]: {"signal": "bearing_temp_c"}, names[2]: {"signal": "winding_temp_c"}}
    return text.getvalue().encode(encoding), {"time": time, "decimal": decimal, "columns": columns}, rows


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(file=written())
def test_a_table_is_read_back_as_it_was_written(
    file: tuple[bytes, dict[str, object], list[tuple[int, list[float | None]]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    body, keys, rows = file
    path: Path = tmp_path_factory.mktemp("any") / "a.csv"
    path.write_bytes(body)
    read = Read(path, **keys)
    for place, signal in enumerate(("bearing_temp_c", "winding_temp_c")):
        expected = [cells[place] for _, cells in rows if cells[place] is not None]
        assert [value for _, value in read.readings.get(("P-1", signal), [])] == expected
    assert read.said == []
    assert (read.tally.rows, read.tally.readings + read.tally.missing) == (len(rows), 2 * len(rows))
    assert read.tally.spread == 0
