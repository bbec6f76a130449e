"""An answer that a program has already is not sent again."""

import httpx
import pytest

from admin.v1.etag import matches

PATH = "/api/v1/telemetry/latest"


def test_the_same_answer_is_not_sent_again_to_who_has_it(program: httpx.Client) -> None:
    params = {"asset": "RIG-001"}
    first = program.get(PATH, params=params)
    again = program.get(PATH, params=params, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    other = program.get(PATH, params={"asset": "EV-014"}, headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_a_problem_has_no_tag(program: httpx.Client) -> None:
    assert "ETag" not in program.get("/api/v1/assets/NOBODY/telemetry/latest").headers


@pytest.mark.parametrize(
    ("said", "is_known"),
    [('W/"a"', True), ('"a"', True), ('"b", W/"a"', True), ("*", True), ("", False), ('"b"', False)],
)
def test_tags_are_compared_weakly(said: str, is_known: bool) -> None:
    assert matches(said, 'W/"a"') is is_known
