"""Corners of `strings` and `regexp`, as a real InfluxDB 2.9.1 answered them."""

import pytest

from tests.flux.asking import error, made, rows


def value(package: str, expression: str) -> str:
    """What an expression over a record with texts `v` and `t` and a number `n` is worth."""
    row = '{v: "straße don\'t –dash 3x", t: "$1", n: 2}'
    found = rows(f'import "{package}"\n{made(row)} |> map(fn: (r) => ({{r with x: {expression}}}))', columns="x")
    return str(found[0])


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("strings.title(v: r.v)", "Straße Don'T –dash 3x"),
        ("strings.toUpper(v: r.v)", "STRAßE DON'T –DASH 3X"),
        ('strings.replaceAll(v: "aéb", t: "", u: "-")', "-a-é-b-"),
        ('strings.replace(v: "aéb", t: "", u: "-", i: r.n)', "-a-éb"),
        ('strings.replace(v: "", t: "", u: "-", i: 5)', "-"),
        ('strings.countStr(v: "éb", substr: "")', "3"),
        ('strings.repeat(v: r.t, i: r.n)', "$1$1"),
    ],
)  # fmt: skip
def test_strings_are_changed_as_go_does(expression: str, wanted: str) -> None:
    assert value("strings", expression) == wanted


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        (r'findString(r: /(\w+) (?P<x>\w+)/, v: "a bc de")', "a bc"),
        (r'findString(r: /[(]x[)]|\((y)\)/, v: "zz(y)(x)")', "(y)"),
        ('findString(r: /[]()]+/, v: "a](b")', "]("),
        ('replaceAllString(r: /a(x*)b/, v: "-ab-axxb-", t: r.t)', "--xx-"),
        ('replaceAllString(r: /a(x*)b/, v: "-ab-axxb-", t: "$1W")', "---"),
        ('replaceAllString(r: /a(?P<n>x*)b/, v: "-ab-axxb-", t: "$nW$n-$n")', "---xx-xx-"),
        (r'replaceAllString(r: /a(?P<n>x*)b/, v: "-ab-axxb-", t: "\${n}W")', "-W-xxW-"),
        (r'replaceAllString(r: /a(x*)b/, v: "-ab-", t: "$$ \\1 $2 $- $0")', r"-$ \1  $- ab-"),
        ('replaceAllString(r: /x*/, v: "abc", t: "-")', "-a-b-c-"),
    ],
)
def test_groups_of_regular_expressions_and_references_to_them(expression: str, wanted: str) -> None:
    assert value("regexp", f"regexp.{expression}") == wanted


def test_text_is_not_repeated_without_bounds() -> None:
    flux = f'import "strings"\n{made("{a: 1}")} |> map(fn: (r) => ({{r with x: strings.repeat(v: "ab", i: $)}}))'
    assert error(flux.replace("$", "1000000000000")).message.endswith(
        "strings.repeat would give more than 1000000 bytes"
    )
    assert error(flux.replace("$", "-1")).message.endswith("strings: negative Repeat count")


def test_only_texts_are_joined() -> None:
    flux = 'import "strings"\n' + made('{a: strings.joinStr(arr: [1, 2], v: "-")}')
    assert error(flux).message.endswith("expected string but found int (argument arr)")
