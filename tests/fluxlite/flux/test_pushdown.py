"""The law of push-down: what a bucket computes itself is what Flux computes from its rows."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fluxlite.flux import FluxError
from tests.fluxlite.flux.asking import ANNOTATED, NOW, answer
from tests.fluxlite.flux.memory import MemoryCatalog

SECOND = 1_000_000_000

_VALUES = {
    "f": st.floats(-100, 100, allow_nan=False).map(lambda x: f"{round(x, 2)}"),
    "i": st.integers(-5, 5).map(lambda n: f"{n}i"),
    "b": st.booleans().map(lambda x: str(x).lower()),
    "s": st.sampled_from(["x", "y", ""]).map(lambda text: f'"{text}"'),
}


@st.composite
def points(draw: st.DrawFn) -> str:
    """A line of line protocol within twenty seconds."""
    measurement = draw(st.sampled_from(["m", "n"]))
    tags = draw(st.sampled_from(["", ",t=a", ",t=b", ",t=b,u=x", ",u=y"]))
    name = draw(st.sampled_from(sorted(_VALUES)))
    at = NOW + draw(st.integers(0, 20)) * SECOND
    return f"{measurement}{tags} {name}={draw(_VALUES[name])} {at}"


_FILTERS = st.sampled_from(
    [
        'r._measurement == "m"',
        'r._field == "f"',
        'r._field == "f" or r._field == "i"',
        'r.t != "a"',
        "r.t =~ /^b/",
        "exists r.u",
        "not exists r.u",
        "r._value > 1.5",
        "r._value != 0",
        'r._value == "x"',
        'r._field == "f" and r._value < 50.0',
        "r._time > 2026-01-01T00:00:04Z",
        'r.t == "b" and r._value == true',
        'r._value > 10.0 or r.t == "a"',
    ]
)
_STEPS = st.sampled_from(
    [
        "limit(n: 3)",
        "limit(n: 2, offset: 1)",
        "first()",
        "last()",
        "min()",
        "max()",
        "count()",
        "sum()",
        "mean()",
        "aggregateWindow(every: 5s, fn: mean)",
        "aggregateWindow(every: 3s, fn: count, createEmpty: false)",
        "aggregateWindow(every: 7s, offset: 2s, fn: last)",
        'aggregateWindow(every: 4s, fn: max, timeSrc: "_start")',
        "group()",
        'group(columns: ["t"])',
        'group(columns: ["_field"])',
        "sort()",
        'keep(columns: ["_time", "_value", "t"])',
        'drop(columns: ["u"])',
        "distinct()",
        'pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")',
        "window(every: 6s)",
        "difference()",
        "toString()",
    ]
)


def outcome(flux: str, data: MemoryCatalog, pushdown: bool) -> str:
    """The answer, or the error."""
    try:
        return answer(flux, data, ANNOTATED, pushdown=pushdown)
    except FluxError as error:
        return f"{error.code}: {error.message}"


@settings(deadline=None, max_examples=100)
@given(
    st.lists(points(), max_size=25),
    st.lists(_FILTERS, max_size=3),
    st.lists(_STEPS, max_size=3),
    st.integers(1, 21),
)
def test_push_down_changes_no_answer(lines: list[str], filters: list[str], steps: list[str], seconds: int) -> None:
    data = MemoryCatalog()
    data.add("b", "\n".join(lines))
    flux = f'from(bucket: "b") |> range(start: 2026-01-01, stop: 2026-01-01T00:00:{seconds:02}Z)'
    flux += "".join(f" |> filter(fn: (r) => {condition})" for condition in filters)
    flux += "".join(f" |> {step}" for step in steps)
    assert outcome(flux, data, pushdown=True) == outcome(flux, data, pushdown=False)
