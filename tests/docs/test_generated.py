"""The generated parts of the pages are what the code says now."""

import pytest

from docs.generate.__main__ import PAGES, WHOLE, stale
from docs.generate.markers import begin, end, renewed


@pytest.mark.parametrize("name", [*PAGES, *WHOLE])
def test_a_generated_part_is_as_the_code_is_now(name: str) -> None:
    assert stale(name) is None, "run `make docs`"


def test_what_stands_around_a_part_stays() -> None:
    page = f"before\n{begin('x')}\nold\n{end('x')}\nafter\n"
    assert renewed(page, {"x": lambda: "new\n"}) == f"before\n{begin('x')}\n\nnew\n\n{end('x')}\nafter\n"
    assert renewed(renewed(page, {"x": lambda: "new"}), {"x": lambda: "new"}) == renewed(page, {"x": lambda: "new"})


@pytest.mark.parametrize("page", ["nothing\n", f"{begin('x')}\n{end('x')}\n{begin('x')}\n{end('x')}\n"])
def test_a_page_without_one_place_for_a_part_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="'x' has"):
        renewed(page, {"x": lambda: "new"})
