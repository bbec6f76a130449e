"""Text to tree: what parses, and where errors are said to be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fluxlite.flux import CompileError
from fluxlite.flux.language import ast
from fluxlite.flux.language.parser import parse


def only(source: str) -> ast.Expression:
    """The one expression of a script."""
    (statement,) = parse(source).body
    assert isinstance(statement, ast.ExpressionStatement)
    return statement.expression


def problem(source: str) -> str:
    """The message of a script that does not parse."""
    with pytest.raises(CompileError) as caught:
        parse(source)
    return caught.value.message


def shape(node: object) -> str:
    """An expression with all its operators in brackets."""
    if isinstance(node, ast.BinaryExpression | ast.LogicalExpression):
        return f"({shape(node.left)} {node.operator} {shape(node.right)})"
    if isinstance(node, ast.UnaryExpression):
        return f"({node.operator} {shape(node.argument)})"
    if isinstance(node, ast.PipeExpression):
        return f"({shape(node.argument)} |> {shape(node.call)})"
    if isinstance(node, ast.CallExpression):
        return f"{shape(node.callee)}()"
    if isinstance(node, ast.Identifier):
        return node.name
    assert isinstance(node, ast.IntegerLiteral | ast.RegexLiteral)
    return str(node.value) if isinstance(node, ast.IntegerLiteral) else f"/{node.pattern}/"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("a + b * c", "(a + (b * c))"),
        ("a - b - c", "((a - b) - c)"),
        ("a * b ^ c", "(a * (b ^ c))"),
        ("not a == b and c or d", "(((not (a == b)) and c) or d)"),
        ("exists a and not exists b", "((exists a) and (not (exists b)))"),
        ("-a |> f() |> g()", "(((- a) |> f()) |> g())"),
        ("a |> f() ^ b", "((a |> f()) ^ b)"),
        ("a =~ /x/ or b !~ /y\\/z/", "((a =~ /x/) or (b !~ /y/z/))"),
        ("a / b / c", "((a / b) / c)"),
    ],
)
def test_operators_bind_as_in_flux(source: str, wanted: str) -> None:
    assert shape(only(source)) == wanted


def test_a_slash_is_a_regular_expression_only_where_an_expression_begins() -> None:
    assert isinstance(only("(/a/)"), ast.ParenExpression)
    assert shape(only("a /b/ c")) == "((a / b) / c)"


def test_columns_count_bytes_and_lines_count_from_one() -> None:
    (first, second) = parse('x = "Łódź"\ny = 1 + zz').body
    assert str(first.span) == "1:1-1:14"
    assert isinstance(second, ast.VariableAssignment)
    assert isinstance(second.value, ast.BinaryExpression)
    assert str(second.value.right.span) == "2:9-2:11"


@pytest.mark.parametrize(
    ("source", "months", "nanoseconds"),
    [("1mo2w", 1, 14 * 86_400 * 10**9), ("1y", 12, 0), ("1m0s", 0, 60 * 10**9), ("5ms3us2ns", 0, 5_003_002)],
)
def test_durations_hold_months_and_nanoseconds(source: str, months: int, nanoseconds: int) -> None:
    node = only(source)
    assert isinstance(node, ast.DurationLiteral)
    assert (node.months, node.nanoseconds) == (months, nanoseconds)


@pytest.mark.parametrize(
    ("source", "nanoseconds"),
    [
        ("2026-01-01", 1_767_225_600 * 10**9),
        ("2026-01-01T01:00:00+01:00", 1_767_225_600 * 10**9),
        ("2026-01-01T00:00:00.000000001Z", 1_767_225_600 * 10**9 + 1),
    ],
)
def test_times_are_nanoseconds_since_1970(source: str, nanoseconds: int) -> None:
    node = only(source)
    assert isinstance(node, ast.TimeLiteral)
    assert node.value == nanoseconds


def test_escapes_and_interpolation_are_read_in_strings() -> None:
    plain = only(r'"a\n\"b\" \x41 \${x}"')
    assert isinstance(plain, ast.StringLiteral)
    assert plain.value == 'a\n"b" A ${x}'
    mixed = only('"n = ${a + 1}, ${"inner ${b}"}"')
    assert isinstance(mixed, ast.StringExpression)
    assert [part if isinstance(part, str) else type(part).__name__ for part in mixed.parts] == [
        "n = ",
        "BinaryExpression",
        ", ",
        "StringExpression",
    ]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('from(bucket: "b") |> range(start: -1h', "error @1:22-1:38: expected RPAREN, got EOF"),
        ("from(", "error @1:1-1:6: expected RPAREN, got EOF"),
        ("a |> b", "error @1:6-1:7: pipe destination must be a function call"),
        ("0123", 'error @1:1-1:5: invalid integer literal "0123": nonzero value cannot start with 0'),
        (
            "9999999999999999999",
            'error @1:1-1:20: invalid integer literal "9999999999999999999": value out of range',
        ),
        (")", "error @1:1-1:2: invalid statement: )"),
        ("f(a: )", "error @1:3-1:4: missing property value"),
        ("{a: 1, b}", "error @1:1-1:10: cannot mix implicit and explicit properties"),
    ],
)
def test_syntax_errors_say_what_was_expected_and_where(source: str, message: str) -> None:
    assert problem(source) == f"compilation failed: {message}"


@pytest.mark.parametrize(
    "source", ["(" * 5000, "[" * 5000, "not " * 5000 + "true", "a" + " + a" * 5000, "x" + ".y" * 5000]
)
def test_nesting_without_end_is_refused_not_crashed_on(source: str) -> None:
    assert "Program is nested too deep" in problem(source) or "expected" in problem(source)


_PIECES = st.sampled_from(
    [
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ".",
        ":",
        "=",
        "=>",
        "|>",
        "<-",
        "+",
        "-",
        "*",
        "/",
        "^",
        "==",
        "=~",
        "and",
        "or",
        "not",
        "exists",
        "if",
        "then",
        "else",
        "return",
        "option",
        "import",
        '"a"',
        '"${',
        "r",
        "x",
        "1",
        "1.5",
        "1h",
        "2026-01-01",
        "/re/",
        "//",
        "\n",
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(_PIECES, max_size=40).map(" ".join) | st.text(max_size=60))
def test_any_text_parses_or_is_refused_with_its_places(source: str) -> None:
    refusal = None
    try:
        parse(source)
    except CompileError as error:
        refusal = error.message
    assert refusal is None or refusal.startswith("compilation failed: error @")
