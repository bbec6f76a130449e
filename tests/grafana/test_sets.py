"""What a query looks up in a list is there: InfluxDB ends a query in which the value or a member of the list is null.

The embedded store does not, so what a line without one of its tags would do can only be read here.
"""

import re

import pytest

from store import queries

_OWN = {"name", "_field"}
"""Columns that are there in any case: one that a query makes by itself, and every point's field."""
_LOOKED_UP = re.compile(r'findColumn\(fn: \(key\) => true, column: "(\w+)"\)|contains\(value: r\.(\w+),')


@pytest.mark.parametrize("name", [name for name in queries.names() if _LOOKED_UP.search(queries.source(name))])
def test_a_column_that_is_looked_up_in_a_list_is_made_sure_of_before(name: str) -> None:
    source = queries.source(name)
    for found in _LOOKED_UP.finditer(source):
        column = found[1] or found[2]
        assert column in _OWN or f"exists r.{column}" in source[: found.start()]
