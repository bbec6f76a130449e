"""Signing in and out."""

import time
from collections.abc import Iterator

import pytest

from admin.auth.credentials import Credentials
from admin.auth.sessions import RENEW_S, SESSION_S, Sessions
from admin.outside import local
from store.queries import render
from tests.admin.fixtures.server import PASSWORD, USER, RunningAdmin, settings
from tests.support.memory import MemoryGateway
from tests.support.waiting import wait_until


def test_the_right_password_opens_a_session_that_no_script_can_read(stranded: RunningAdmin) -> None:
    with stranded.stranger() as browser:
        reply = browser.post("/sign-in", data={"user": USER, "password": PASSWORD, "next": "/thresholds?class=ev"})
        known = browser.get("/nothing")
        assert "set-cookie" not in browser.get("/nothing").headers
    assert (reply.status_code, reply.headers["location"]) == (303, "/thresholds?class=ev")
    for answered, name, age in ((reply, "forewarn_session", 43_200), (known, "forewarn_browser", 34_560_000)):
        (cookie,) = answered.headers.get_list("set-cookie")
        assert cookie.startswith(f"{name}=")
        # A link in a mail leads to its page; forms of other sites are refused by where they come from.
        assert {"HttpOnly", "SameSite=lax", "Path=/", f"Max-Age={age}"} <= set(cookie.split("; "))


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


def test_the_old_cookie_lets_nobody_in_after_signing_out_and_another_session_goes_on(stranded: RunningAdmin) -> None:
    with stranded.person() as browser, stranded.person() as other:
        copied = browser.cookies["forewarn_session"]
        browser.post("/sign-out")
        assert "forewarn_session" not in browser.cookies
        for path in ("/thresholds", "/api/fleet", "/simulator"):
            reply = browser.get(path, headers={"Cookie": f"forewarn_session={copied}", "Accept": "application/json"})
            assert reply.status_code == 401
        assert other.get("/nothing").status_code == 404


@pytest.fixture
def remembering() -> Iterator[RunningAdmin]:
    """An admin that knows who signed out, and nothing else."""
    with MemoryGateway() as gateway, RunningAdmin(gateway) as running:
        yield running


def test_a_sign_out_outlasts_a_restart_and_other_sessions_do_too() -> None:
    gateway = MemoryGateway()
    with RunningAdmin(gateway) as before, before.person() as browser, before.person() as other:
        ended, kept = (client.cookies["forewarn_session"] for client in (browser, other))
        browser.post("/sign-out")
        flux = render("admin_sign_outs", start="-1h")
        wait_until(lambda: len(gateway.query(flux)) == 1)
    # Cookies tell whole seconds: one of this second could be of the next process.
    time.sleep(1.1)
    with RunningAdmin(gateway) as after, after.stranger() as browser:
        for cookie, status in ((ended, 303), (kept, 200)):
            assert browser.get("/thresholds", headers={"Cookie": f"forewarn_session={cookie}"}).status_code == status


def of_before(seconds: float) -> dict[str, str]:
    """The cookie of a session that was given out so many seconds ago."""
    known = Credentials.of(settings())
    sessions = Sessions(known.session_secret, clock=lambda: time.time() - seconds)
    return {"Cookie": f"forewarn_session={sessions.open(known.user, known.stamp)}"}


def test_while_the_store_cannot_say_who_signed_out_sessions_of_before_have_to_wait(stranded: RunningAdmin) -> None:
    with stranded.stranger() as browser:
        reply = browser.get("/thresholds", headers=of_before(60))
        assert (reply.status_code, "sign in anew" in reply.text) == (503, True)
        assert browser.get("/sign-in", headers=of_before(60)).status_code == 200
        signed_in = browser.post("/sign-in", data={"user": USER, "password": PASSWORD})
        assert signed_in.status_code == 303


def test_who_goes_on_using_a_session_keeps_it_and_after_a_shift_without_use_it_is_over(
    remembering: RunningAdmin,
) -> None:
    with remembering.stranger() as browser:
        (known,) = browser.get("/thresholds", headers=of_before(RENEW_S - 60)).headers.get_list("set-cookie")
        assert known.startswith("forewarn_browser=")
        renewed = browser.get("/thresholds", headers=of_before(RENEW_S + 60))
        assert renewed.status_code == 200
        both = [cookie.partition(";")[0] for cookie in renewed.headers.get_list("set-cookie")]
        assert [cookie.partition("=")[0] for cookie in both] == ["forewarn_session", "forewarn_browser"]
        assert "set-cookie" not in browser.get("/thresholds", headers={"Cookie": "; ".join(both)}).headers
        assert browser.get("/thresholds", headers=of_before(SESSION_S + 60)).status_code == 303


def test_signing_out_does_not_renew(remembering: RunningAdmin) -> None:
    with remembering.stranger() as browser:
        old = of_before(RENEW_S + 60)
        (cookie,) = browser.post("/sign-out", headers=old).headers.get_list("set-cookie")
        assert "Max-Age=0" in cookie
        assert browser.get("/thresholds", headers=old).status_code == 303


def test_repeated_failures_cost_a_wait_and_lock_nobody_out(stranded: RunningAdmin) -> None:
    with stranded.stranger() as browser:
        for _ in range(5):
            assert browser.post("/sign-in", data={"user": USER, "password": "wrong"}).status_code == 401
        reply = browser.post("/sign-in", data={"user": USER, "password": PASSWORD})
    assert reply.status_code == 303


@pytest.mark.parametrize("path", ["/", "/assets/PUMP-001?range=6h", "/thresholds/machine/flow_m3h"])
def test_the_form_leads_back_to_a_page_of_ours(path: str) -> None:
    assert local(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "javascript:1", "/a\nb", "a"],
)
def test_the_form_leads_nowhere_else(path: str) -> None:
    assert local(path) == "/"
