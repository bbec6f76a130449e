"""Reading InfluxQL: any text is statements or an error of its own, however long or deep it is."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fluxlite.influxql import QuerySyntaxError
from fluxlite.influxql.language.ast import Binary, Call, Duration, Name, Number, Select, Show, Text
from fluxlite.influxql.language.parser import MAX_STATEMENTS, parse

WORDS = st.sampled_from((
    "SELECT", "FROM", "WHERE", "GROUP", "BY", "LIMIT", "SHOW", "TAG", "KEYS", "VALUES", "WITH", "KEY", "IN", "mean",
    "(", ")", ",", ";", "*", "/", "%", "+", "-", "=", "=~", "!=", "::", ".", "1", "2.5", "1h", "'t'", '"n"',
    "/x/", "time", "now()", "fill", "none", "AND", "OR", "$p", "tz", "--", "/*", "*/", "AS", "DISTINCT",
))  # fmt: skip


def select(text: str) -> Select:
    (found,) = parse(text)
    assert isinstance(found, Select)
    return found


@settings(deadline=None, max_examples=200)
@given(st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=30))
def test_any_text_is_statements_or_an_error(text: str) -> None:
    with suppress(QuerySyntaxError):
        assert isinstance(parse(text), list)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT " + "(" * 5_000 + "v",
        "SELECT " + "-" * 5_000 + "v FROM m",
        "SELECT v FROM m WHERE " + " OR ".join(["v = 1"] * 5_000),
        "SELECT " + "f(" * 5_000 + ")" * 5_000 + " FROM m",
        ";".join(["SHOW DATABASES"] * (MAX_STATEMENTS + 1)),
        "SELECT v FROM m LIMIT " + "9" * 5_000,
        "SELECT v FROM m WHERE time > " + "9" * 5_000 + "w",
        "SELECT v FROM m -- " + "x" * 2**20,
    ],
)
def test_a_text_that_is_too_deep_too_long_or_too_large_is_refused(text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        parse(text)


def test_operators_bind_as_in_influxdb() -> None:
    (column,) = select("SELECT 1 + a * 2 FROM m").columns
    assert column.expression == Binary("+", Number(1), Binary("*", Name("a"), Number(2)))
    condition = select("SELECT a FROM m WHERE a = 1 OR b = 2 AND c = 3").condition
    assert isinstance(condition, Binary)
    assert condition.operator == "OR"


def test_a_slash_is_a_division_or_begins_a_pattern_by_where_it_stands() -> None:
    found = select(r"SELECT a / b FROM /x\/y/ WHERE h =~ /z/")
    assert isinstance(found.columns[0].expression, Binary)
    assert found.sources[0].pattern is not None
    assert found.sources[0].pattern.text == "x/y"


def test_names_texts_and_durations_are_read_with_their_escapes_and_units() -> None:
    found = select(r"""SELECT "a \"b\"" FROM "d"."p"."m" WHERE t = 'it\'s' AND time > now() - 1h30m""")
    assert found.columns[0].expression == Name('a "b"')
    assert (found.sources[0].database, found.sources[0].policy, found.sources[0].name) == ("d", "p", "m")
    assert isinstance(found.condition, Binary)
    assert found.condition.left == Binary("=", Name("t"), Text("it's"))
    assert found.condition.right == Binary(">", Name("time"), Binary("-", Call("now", ()), Duration(5400 * 10**9)))


def test_show_takes_a_database_a_source_keys_and_a_page() -> None:
    (found,) = parse("SHOW TAG VALUES ON d FROM m WITH KEY IN (a, \"b\") WHERE c = 'x' LIMIT 3 OFFSET 1")
    assert isinstance(found, Show)
    assert (found.what, found.database, found.keys) == ("TAG VALUES", "d", ("=", ("a", "b")))
    assert (found.page.limit, found.page.offset) == (3, 1)


def test_comments_may_stand_everywhere() -> None:
    assert select("SELECT a -- one\nFROM m /* two */ LIMIT 1").page.limit == 1


def test_a_bad_pattern_is_an_error_of_the_text() -> None:
    with pytest.raises(QuerySyntaxError, match="error parsing regexp"):
        parse("SELECT a FROM m WHERE h =~ /[/")
