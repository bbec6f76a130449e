"""The shipped Flux is filled in as Grafana does it, and a value cannot break out of its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.errors import ContractError
from store.queries import names, render, source


def test_every_query_says_what_columns_it_gives() -> None:
    assert names()
    assert [name for name in names() if not source(name).startswith("//")] == []


def test_times_are_written_to_the_nanosecond() -> None:
    text = render("risk_history", start=1767225600 * 10**9 + 1, stop=1767225700 * 10**9, every_s=10, asset="A")
    assert "range(start: 2026-01-01T00:00:00.000000001Z, stop: 2026-01-01T00:01:40Z)" in text
    assert "every: 10000000000ns" in text


def test_a_variable_without_a_value_is_named() -> None:
    with pytest.raises(ContractError, match="asset: query risk_history needs a value"):
        render("risk_history")


def test_several_values_become_alternatives_of_a_regular_expression() -> None:
    assert r"r.asset =~ /^(A\.1|B\/2 x)$/" in render("worker_risk", assets=["A.1", "B/2 x"])


def test_several_values_become_a_list_of_texts_of_which_none_can_end_its_quotes() -> None:
    text = render("worker_new", bucket="b", rows="true", columns=["site", 'a"b'])
    assert r'keep(columns: ["_time", "_value", "site", "a\"b"])' in text


@given(st.text(max_size=30))
def test_a_value_cannot_end_its_string(value: str) -> None:
    text = render("risk_history", asset=value)
    literal = text.split("r.asset == ")[1].split("\n")[0]
    body = literal[1 : literal.rindex('"')]
    assert literal.endswith('")')
    assert '"' not in body.replace(r"\\", "").replace(r"\"", "")
    assert "${" not in body.replace(r"\\", "").replace(r"\$", "")
