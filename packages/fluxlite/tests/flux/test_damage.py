"""Scripts with damage: each is answered or refused, never an accident."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fluxlite.flux import FluxError
from tests.flux.asking import READ, answer, catalog

DATA = catalog("m,t=a f=1 0", "m,t=b f=2 1", "m,t=a g=3i 2", 'm s="x" 3', "m,u=c b=true 4")
SCRIPTS = (
    READ + ' |> filter(fn: (r) => r._field == "f" and r._value > 1.0) |> aggregateWindow(every: 1m, fn: mean)',
    READ + ' |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value") |> sort(columns: ["f"])',
    READ + ' |> map(fn: (r) => ({r with v: if exists r._value then "${r._value}" else "none"})) |> yield(name: "v")',
    'import "strings"\nx = {a: 1, b: [1.5, 2.5]}\n' + READ + " |> map(fn: (r) => ({t: strings.toUpper(v: r.t)}))",
    'import "array"\nf = (tables=<-, n=2) => tables |> limit(n: n)\narray.from(rows: [{v: 1, t: 2026-01-01}]) |> f()',
    f"a = {READ} |> last()\nb = {READ} |> count()\njoin(tables: {{a: a, b: b}}, on: [\"t\"], method: \"inner\")",
)  # fmt: skip
_PIECES = st.sampled_from(
    [
        "",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        ",",
        ".",
        ":",
        "|>",
        "=>",
        "<-",
        "=",
        "/",
        '"',
        "${",
        "r.",
        "1",
        "1h",
        "not ",
        "nope",
        "\n",
    ]
)


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from(SCRIPTS),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 6), _PIECES), min_size=1, max_size=4),
    st.booleans(),
)
def test_a_damaged_script_is_answered_or_refused(
    script: str, damage: list[tuple[float, int, str]], pushdown: bool
) -> None:
    for place, cut, piece in damage:
        at = int(place * len(script))
        script = script[:at] + piece + script[at + cut :]
    code = None
    try:
        answer(script, DATA, pushdown=pushdown)
    except FluxError as error:
        code = error.code
    assert code in (None, "invalid", "not found", "not implemented", "unprocessable entity")
