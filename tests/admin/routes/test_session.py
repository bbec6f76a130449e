"""Signing in and out."""

import pytest

from admin.routes.session import local
from tests.admin.fixtures.server import PASSWORD, USER, RunningAdmin


def test_the_right_password_opens_a_session_that_no_script_can_read(stranded: RunningAdmin) -> None:
    with stranded.stranger() as browser:
        reply = browser.post("/sign-in", data={"user": USER, "password": PASSWORD, "next": "/thresholds?class=ev"})
    assert (reply.status_code, reply.headers["location"]) == (303, "/thresholds?class=ev")
    cookie = reply.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "max-age=43200" in cookie


def test_a_wrong_password_shows_the_form_again_and_opens_nothing(stranded: RunningAdmin) -> None:
    with stranded.stranger() as browser:
        reply = browser.post("/sign-in", data={"user": USER, "password": "wrong"})
        browser.post("/sign-in", data={"user": USER, "password": PASSWORD})
    assert reply.status_code == 401
    assert "do not fit" in reply.text
    assert "set-cookie" not in reply.headers


def test_signing_out_ends_the_session(stranded: RunningAdmin) -> None:
    with stranded.person() as browser:
        assert browser.post("/sign-out").headers["location"] == "/sign-in"
        assert browser.get("/thresholds").status_code == 303


def test_repeated_failures_have_to_wait_even_with_the_right_password(stranded: RunningAdmin) -> None:
    with stranded.stranger() as browser:
        for _ in range(5):
            browser.post("/sign-in", data={"user": USER, "password": "wrong"})
        reply = browser.post("/sign-in", data={"user": USER, "password": PASSWORD})
    assert reply.status_code == 429
    assert int(reply.headers["retry-after"]) > 0


@pytest.mark.parametrize("path", ["/", "/assets/PUMP-001?range=6h", "/thresholds/machine/flow_m3h"])
def test_the_form_leads_back_to_a_page_of_ours(path: str) -> None:
    assert local(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "javascript:1", "/a\nb", "a"],
)
def test_the_form_leads_nowhere_else(path: str) -> None:
    assert local(path) == "/"
