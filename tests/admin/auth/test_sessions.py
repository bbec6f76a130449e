"""Sessions: what a cookie lets in, and for how long."""

from admin.auth.credentials import Credentials
from admin.auth.sessions import SESSION_S, Sessions

CREDENTIALS = Credentials("steward", "correct horse", "token-1", "session-secret")


def test_a_cookie_lets_in_until_its_session_ends_and_other_sessions_go_on() -> None:
    sessions = Sessions(CREDENTIALS)
    mine, other = sessions.open(), sessions.open()
    found = sessions.find(mine)
    assert found is not None
    assert sessions.is_sure(found)
    sessions.end(found)
    assert sessions.find(mine) is None
    assert sessions.find(sessions.cookie(found.id)) is None
    assert sessions.find(other) is not None


def test_a_cookie_that_is_forged_or_of_another_password_or_secret_lets_nobody_in() -> None:
    sessions = Sessions(CREDENTIALS)
    cookie = sessions.open()
    for forged in ("", "x", cookie[:-1], f"x{cookie}", cookie.replace(".", "..")):
        assert sessions.find(forged) is None
    for other in (("steward", "new", "t", "session-secret"), ("steward", "correct horse", "t", "another")):
        assert Sessions(Credentials(*other)).find(cookie) is None


def test_what_ended_before_a_restart_stays_ended_once_that_is_known() -> None:
    before = Sessions(CREDENTIALS)
    mine, other = before.open(), before.open()
    found = before.find(mine)
    assert found is not None
    after = Sessions(CREDENTIALS, clock=lambda: found.signed + 5)
    unknown = after.find(mine)
    assert unknown is not None
    assert not after.is_sure(unknown)
    after.learn({found.key: found.signed + 1})
    assert after.find(mine) is None
    still = after.find(other)
    assert still is not None
    assert after.is_sure(still)


def test_what_is_remembered_is_bounded_by_the_time_that_a_cookie_holds() -> None:
    now = 1e9
    sessions = Sessions(CREDENTIALS, clock=lambda: now)
    sessions.learn({"old": now - SESSION_S - 1, "young": now - 1})
    assert list(sessions._ended) == ["young"]
