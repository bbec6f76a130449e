"""SVG elements: escaping and coordinates."""

import pytest
from markupsafe import Markup

from admin.charts.svg import chart, coordinate, element
from tests.admin.charts.support import parsed


def test_text_and_attributes_are_escaped() -> None:
    drawn = element("text", "<script>&", x=1.0, aria_label='"><script>')
    assert drawn == Markup('<text x="1" aria-label="&quot;&gt;&lt;script&gt;">&lt;script&gt;&amp;</text>')


def test_markup_inside_stays_markup() -> None:
    assert element("g", element("line", x1=0.0), class_="a") == Markup('<g class="a"><line x1="0"></line></g>')


def test_a_chart_has_a_role_and_a_name() -> None:
    root = parsed(chart(10, 20, "Risk & more", class_="chart"))
    assert (root.get("role"), root.get("aria-label"), root.get("viewBox")) == ("img", "Risk & more", "0 0 10 20")


@pytest.mark.parametrize(("value", "text"), [(1.0, "1"), (-0.04, "0"), (2.26, "2.3"), (-3.0, "-3"), (1e7, "10000000")])
def test_a_coordinate_has_at_most_one_decimal(value: float, text: str) -> None:
    assert coordinate(value) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_no_picture_can_hold_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="not a coordinate"):
        coordinate(value)
