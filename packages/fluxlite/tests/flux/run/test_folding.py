"""reduce() and the pieces of texts on whole columns give what an evaluation of each row gives, and its errors."""

import re

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fluxlite.flux import FluxError
from fluxlite.flux.blocks.tables import single_table
from fluxlite.flux.language import ast
from fluxlite.flux.language.parser import parse
from fluxlite.flux.run.context import Context, Limits
from fluxlite.flux.run.evaluate import evaluate
from fluxlite.flux.run.folding import folded
from fluxlite.flux.script import universe
from tests.flux.asking import NOW, error, made, rows
from tests.flux.memory import MemoryCatalog

KINDS = {"f": "double", "i": "long", "u": "unsignedLong", "s": "string", "b": "boolean", "t": "dateTime:RFC3339"}
CELLS = {
    "f": st.sampled_from(["1.5", "-2", "0", "-0", "1e308", "NaN", "+Inf", ""]),
    "i": st.sampled_from(["7", "-3", "0", "-1", "9223372036854775807", "-9223372036854775808", ""]),
    "u": st.sampled_from(["0", "5", "18446744073709551615", ""]),
    "s": st.sampled_from(["a", "b c", "é", "~"]),
    "b": st.sampled_from(["true", "false", ""]),
    "t": st.sampled_from(["2026-01-01T00:00:00Z", "2026-01-01T00:00:01.5Z", "1969-12-31T23:59:59Z"]),
}
STARTS = {"f": "0.5", "i": "2", "u": "uint(v: 3)", "s": '"x"', "b": "true", "t": "2026-01-01T00:00:00.5Z"}
IDENTITY = "{" + ", ".join(f"{kind}: {start}" for kind, start in STARTS.items()) + "}"
NUMBERS = ("f", "i", "u")


def expressions(kind: str, depth: int = 2) -> st.SearchStrategy[str]:
    """Expressions of a kind over `r`, `accumulator` and the variable `x`, which is an integer."""
    leaves = [st.just(f"r.{kind}"), st.just(f"accumulator.{kind}"), st.just(STARTS[kind])]
    if kind == "i":
        leaves.append(st.just("x"))
    if not depth:
        return st.one_of(leaves)
    below = expressions(kind, depth - 1)
    compound = [
        st.builds("(if {} then {} else {})".format, expressions("b", depth - 1), below, below),
        st.builds("({})".format, below),
    ]
    if kind in NUMBERS:
        compound.append(st.builds("({} {} {})".format, below, st.sampled_from("+-*/"), below))
    if kind == "f":
        compound.append(st.builds("float(v: {})".format, expressions("i", depth - 1)))
    if kind in ("f", "i"):
        compound.append(st.builds("(-{})".format, below))
    if kind == "s":
        compound.append(st.builds("({} + {})".format, below, below))
    if kind == "b":
        compound += truths(depth - 1)
    return st.one_of(*leaves, *compound)


def truths(depth: int) -> list[st.SearchStrategy[str]]:
    below = expressions("b", depth)
    pairs = st.sampled_from("fiust").flatmap(lambda kind: st.tuples(expressions(kind, depth), expressions(kind, depth)))
    signs = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
    return [
        st.builds("({} and {})".format, below, below),
        st.builds("({} or {})".format, below, below),
        st.builds("(not {})".format, below),
        st.builds("({} == {})".format, below, below),
        st.builds("(exists {})".format, st.sampled_from("fiub").flatmap(lambda kind: expressions(kind, depth))),
        st.builds(lambda pair, sign: f"({pair[0]} {sign} {pair[1]})", pairs, signs),
    ]


FIELDS = st.sets(st.sampled_from("fiusbt"), min_size=1).flatmap(
    lambda kinds: st.fixed_dictionaries({kind: expressions(kind) for kind in sorted(kinds)})
)
LINES = st.lists(st.tuples(st.sampled_from("kl"), *CELLS.values()), min_size=1, max_size=6)


def table(lines: list[tuple[str, ...]]) -> str:
    """A stream of a table for each key."""
    head = [f"#datatype,string,long,string,{','.join(KINDS.values())}", "#group,false,false,true" + ",false" * 6]
    body = [f",,{'kl'.index(line[0])},{','.join(line)}" for line in sorted(lines, key=lambda line: line[0])]
    text = "\n".join([*head, "#default,_result" + "," * 8, ",result,table,k,f,i,u,s,b,t", *body])
    return f'import "csv"\ncsv.from(csv: "{text}\n")'


def outcome(flux: str) -> object:
    """The rows, or what the error says, without places."""
    try:
        return sorted(rows(flux, columns="k f i u s b t"))
    except FluxError as flaw:
        return re.sub(r"@?\d+:\d+-\d+:\d+", "", flaw.message)


@settings(deadline=None, max_examples=25)
@given(LINES, FIELDS, expressions("i", 2))
def test_any_fold_gives_the_rows_and_errors_of_an_evaluation_row_by_row(
    lines: list[tuple[str, ...]], fields: dict[str, str], variable: str
) -> None:
    result = "{accumulator with " + ", ".join(f"{name}: {text}" for name, text in fields.items()) + "}"
    variable = variable.replace("x", "1")
    body = f"x = {variable}\n return {result}"
    slow = f"reduce(identity: {IDENTITY}, fn: (r, accumulator) => {{ string(v: 1)\n {body} }})"
    quick = f"reduce(identity: {IDENTITY}, fn: (r, accumulator) => {{ {body} }})"
    assert outcome(f"{table(lines)} |> {quick}") == outcome(f"{table(lines)} |> {slow}")


def fold(function: str, identity: str) -> object:
    """What the compiled form gives for three rows; None where there is none."""
    block = single_table(("v", "n"), {}, {"v": pa.array([1.5, 2.0, 4.0]), "n": pa.array([1, 2, 3])}, 3)
    context = Context(MemoryCatalog(), NOW, pushdown=False, limits=Limits())
    scope = universe()
    values = []
    for text in (function, identity):
        statement = parse(text).body[0]
        assert isinstance(statement, ast.ExpressionStatement)
        values.append(evaluate(statement.expression, scope, context))
    records = folded(context, values[0], values[1], block)
    return None if records is None else [{n: v.as_py() for n, v in record.fields.items()} for record in records]


@pytest.mark.parametrize(
    ("function", "identity", "wanted"),
    [
        ("(r, accumulator) => ({s: accumulator.s + r.v})", "{s: 0.0}", {"s": 7.5}),
        ("(accumulator, r) => ({accumulator with n: accumulator.n + 1})", "{n: 0, k: 1.0}", {"n": 3, "k": 1.0}),
        (
            "(r, accumulator) => { all = accumulator.s + r.v\n n = accumulator.n + 1\n"
            " return {s: all, n: n, mean: all / float(v: n)} }",
            "{s: 0.0, n: 0, mean: 0.0}",
            {"s": 7.5, "n": 3, "mean": 2.5},
        ),
        (
            "(r, accumulator) => ({m: if r.v > accumulator.m and not (r.n == 3) then r.v else accumulator.m})",
            "{m: -1.0}",
            {"m": 2.0},
        ),
        ("(r, accumulator) => ({t: accumulator.t + string(v: r.n)})", '{t: ""}', {"t": "123"}),
    ],
)
def test_usual_folds_are_compiled(function: str, identity: str, wanted: dict[str, object]) -> None:
    assert fold(function, identity) == [wanted]


def test_a_fold_that_is_not_plain_is_left_to_the_evaluator() -> None:
    for function in (
        "(r, accumulator) => ({s: accumulator.s + r.n})",
        "(r, accumulator) => ({other: accumulator.s + r.v})",
        "(r, accumulator) => ({s: accumulator.s + r.missing})",
        "(r, accumulator) => ({s: accumulator.s ^ r.v})",
        f"(r, accumulator) => ({{s: {'-(' * 70}accumulator.s{')' * 70}}})",
    ):
        assert fold(function, "{s: 0.0}") is None


TOPICS = made('{k: "a", t: "plant/line1/temp"}', '{k: "b", t: "x"}', '{k: "c", t: "//z"}')
SPLIT = 'import "strings"\n' + TOPICS


def test_a_piece_of_a_text_is_found_for_all_rows_at_once() -> None:
    flux = SPLIT + ' |> map(fn: (r) => ({k: r.k, a: strings.split(v: r.t, t: "/")[0]}))'
    assert rows(flux, columns="k a") == [("a", "plant"), ("b", "x"), ("c", "")]
    flux = SPLIT + ' |> map(fn: (r) => { p = strings.split(v: r.t, t: "/")\n return {k: r.k, a: p[0] + p[0]} })'
    assert rows(flux, columns="k a") == [("a", "plantplant"), ("b", "xx"), ("c", "")]
    flux = SPLIT + ' |> filter(fn: (r) => (strings.split(v: r.t, t: "/"))[0] == "plant")'
    assert rows(flux, columns="k") == ["a"]


def test_a_piece_is_asked_only_of_the_rows_that_need_it() -> None:
    split = 'strings.split(v: r.t, t: "/")'
    flux = SPLIT + f' |> map(fn: (r) => ({{k: r.k, a: if r.k != "b" then {split}[1] else "none"}}))'
    assert rows(flux, columns="k a") == [("a", "line1"), ("b", "none"), ("c", "")]
    flux = SPLIT + f' |> map(fn: (r) => {{ p = {split}\n return {{k: r.k, a: if r.k != "b" then p[1] else p[0]}} }})'
    assert rows(flux, columns="k a") == [("a", "line1"), ("b", "x"), ("c", "")]


def test_a_piece_that_is_not_there_is_the_error_of_the_first_such_row() -> None:
    flaw = error(SPLIT + ' |> map(fn: (r) => ({a: strings.split(v: r.t, t: "/")[1]}))')
    assert "cannot access element 1 of array of length 1" in flaw.message


def test_other_uses_of_pieces_go_row_by_row() -> None:
    flux = SPLIT + (
        ' |> map(fn: (r) => { p = strings.split(v: r.t, t: "/")\n'
        ' return {n: length(arr: p), j: strings.joinStr(arr: p, v: "-")} })'
    )
    assert rows(flux, columns="n j") == [("3", "plant-line1-temp"), ("1", "x"), ("3", "--z")]
    flux = SPLIT + ' |> map(fn: (r) => ({a: strings.split(v: r.t, t: "")[0], b: strings.split(v: "a/b", t: "/")[1]}))'
    assert rows(flux, columns="a b") == [("p", "b"), ("x", "b"), ("/", "b")]


NUMBERED = made("{n: 0}", "{n: 1}", "{n: 3}")


def test_an_array_of_constants_is_asked_by_a_column_of_places() -> None:
    assert rows(NUMBERED + ' |> map(fn: (r) => ({a: ["x", "y"][r.n % 2]}))', columns="a") == ["x", "y", "y"]
    flux = NUMBERED + " |> map(fn: (r) => ({a: [2026-01-01T00:00:00Z, 2026-01-02T00:00:00Z][r.n % 2]}))"
    assert rows(flux, columns="a")[1:] == ["2026-01-02T00:00:00Z"] * 2
    assert rows(NUMBERED + " |> map(fn: (r) => ({a: [r.n, r.n * 2][r.n % 2]}))", columns="a") == ["0", "2", "6"]
    flux = NUMBERED + ' |> map(fn: (r) => ({a: if r.n < 2 then ["x", "y"][r.n] else "none"}))'
    assert rows(flux, columns="a") == ["x", "y", "none"]
    flaw = error(NUMBERED + ' |> map(fn: (r) => ({a: ["x", "y"][r.n]}))')
    assert "cannot access element 3 of array of length 2" in flaw.message
