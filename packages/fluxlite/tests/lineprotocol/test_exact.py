"""The grammar of line protocol, and the words for what is wrong with a line."""

import pytest

from fluxlite.lineprotocol import PRECISIONS, BatchReader, LineError
from fluxlite.lineprotocol.exact import lines, parse
from fluxlite.seam import Kind


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",a=1 f=1", "missing measurement"),
        ("m", "missing fields"),
        ("m,a=1", "missing fields"),
        ("m ", "missing fields"),
        ("m, f=1", "missing tag key"),
        ("m,=1 f=1", "missing tag key"),
        ("m,a f=1", "missing tag value"),
        ("m,a= f=1", "missing tag value"),
        ("m,a=1=2 f=1", "invalid tag format"),
        ("m,a=1,a=2 f=1", "duplicate tags"),
        ("m,b=1,a=2,b=3 f=1", "duplicate tags"),
        ("m,time=1 f=1", 'cannot use reserved tag key "time"'),
        ("m =1", "missing field key"),
        ("m f=1,=2", "missing field key"),
        ("m f=", "missing field value"),
        ("m f=,g=1", "missing field value"),
        ("m f", "invalid field format"),
        ("m f=1,g", "invalid field format"),
        ("m f=1,", "invalid field format"),
        ('m f="x', "unbalanced quotes"),
        ("m f=1.2.3", "invalid number"),
        ("m f=-", "invalid number"),
        ("m f=.", "invalid number"),
        ("m f=1x", "invalid number"),
        ("m f=1.5i", "invalid number"),
        ("m f=-1u", "invalid number"),
        ("m f=nan", "invalid number"),
        ("m f=NaN", "invalid number"),
        ("m f=1e", "invalid float"),
        ("m f=1e999", "invalid float"),
        ("m f=+1", "invalid boolean"),
        ("m f=inf", "invalid boolean"),
        ("m f=yes", "invalid boolean"),
        ("m f=tRUE", "invalid boolean"),
        ("m f=1 soon", "bad timestamp"),
        ("m f=1 1.5", "bad timestamp"),
        ("m f=1 1 2", "point is invalid"),
        ("m f=1 -", 'strconv.ParseInt: parsing "-": invalid syntax'),
        ("m f=1 9223372036854775807", "time outside range -9223372036854775806 - 9223372036854775806"),
        (
            "m f=1 9223372036854775808",
            'strconv.ParseInt: parsing "9223372036854775808": value out of range',
        ),
        (
            "m f=18446744073709551616u",
            'unable to parse unsigned 18446744073709551616: strconv.ParseUint: parsing "18446744073709551616": '
            "value out of range",
        ),
        ("m" * 65_536 + " f=1", "max key length exceeded: 65536 > 65535"),
        ("m" * 65_530 + " field=1", "max key length exceeded: 65539 > 65535"),
        ("m f=1\udcff", "invalid number"),
        ("m f=1 " + "9" * 5000, f'strconv.ParseInt: parsing "{"9" * 5000}": value out of range'),
        ("m f=" + "9" * 400, "invalid float"),
        ('m f="\udcff"', "invalid UTF-8"),
    ],
)
def test_a_bad_line_is_refused_with_the_servers_words(line: str, reason: str) -> None:
    with pytest.raises(LineError) as refusal:
        parse(line, 1)
    assert str(refusal.value) == reason


@pytest.mark.parametrize("line", ["", "   ", "\t\0", "# m f=1", "  # note"])
def test_blank_lines_and_comments_are_no_points(line: str) -> None:
    assert parse(line, 1) is None


def test_tags_are_sorted_and_escapes_resolved() -> None:
    point = parse(r'me\ a\,s\=,b\=1=x\ y,a=\"q f\,i\ e="a\"b\\c\n",g=1i 5', 1)
    assert point is not None
    assert point.measurement == r"me a,s\="
    assert point.tags == (("a", r"\"q"), ("b=1", "x y"))
    assert point.names == ("f,i e", "g")
    assert point.values == ['a"b\\c\\n', "1i"]
    assert point.time == 5


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1", Kind.DOUBLE),
        ("-1.5", Kind.DOUBLE),
        (".5", Kind.DOUBLE),
        ("5.", Kind.DOUBLE),
        ("1e5", Kind.DOUBLE),
        ("1E-5", Kind.DOUBLE),
        ("1e+5", Kind.DOUBLE),
        ("-9223372036854775808i", Kind.LONG),
        ("18446744073709551615u", Kind.UNSIGNED),
        ("t", Kind.BOOLEAN),
        ("FALSE", Kind.BOOLEAN),
        ('""', Kind.STRING),
        ('"1"', Kind.STRING),
    ],
)
def test_a_values_text_tells_its_kind(text: str, kind: Kind) -> None:
    point = parse(f"m f={text}", 1)
    assert point is not None
    assert point.kinds == (kind,)


@pytest.mark.parametrize(("precision", "unit"), PRECISIONS.items())
def test_times_count_units_of_the_precision(precision: str, unit: int) -> None:
    point = parse("m f=1 -7", PRECISIONS[precision])
    assert point is not None
    assert point.time == -7 * unit


def test_a_newline_in_a_quoted_value_does_not_end_the_line() -> None:
    body = 'm,t="a f="x\ny" 1\nm f=2\n'
    assert list(lines(body)) == ['m,t="a f="x\ny" 1', "m f=2"]


def test_a_newline_that_a_quote_in_the_key_protects_ends_the_body_all_the_same() -> None:
    assert list(lines(' "f=1" 1f=1\n')) == [' "f=1" 1f=1']
    assert list(lines(' "f=1" 1f=1\nm f=1\n')) == [' "f=1" 1f=1\nm f=1']


def test_a_time_is_optional() -> None:
    point = parse("m f=1  ", 1)
    assert point is not None
    assert point.time is None


@pytest.mark.parametrize("line", ['m 1="q"=1,\0', 'm a="x"=,', 'm a="x"=1,b'])
def test_remains_after_a_quoted_value_are_no_field(line: str) -> None:
    with pytest.raises(LineError):
        parse(line, 1)


def test_integers_of_thousands_of_digits_are_out_of_range_and_zeros_in_front_count_nothing() -> None:
    with pytest.raises(LineError, match="value out of range"):
        parse("m f=" + "9" * 5000 + "i", 1)
    with pytest.raises(LineError, match="invalid number"):  # and that is known at once
        parse("m f=" + "9" * 1_000_000 + "x", 1)
    line = f"m f=-{'0' * 5000}1i,g={'0' * 5000}u {'0' * 5000}7"
    batch = BatchReader().read(line.encode(), 0, 1)
    assert (batch.values[Kind.LONG].tolist(), batch.values[Kind.UNSIGNED].tolist(), batch.times.tolist()) == (
        [-1],
        [0],
        [7],
    )
