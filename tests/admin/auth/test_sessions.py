"""Sessions: what a cookie lets in, and for how long."""

from admin.auth.sessions import SESSION_S, Sessions

SECRET = "session-secret"
STEWARD = ("steward", "stamp-1")


def test_a_cookie_lets_in_until_its_session_ends_and_other_sessions_go_on() -> None:
    sessions = Sessions(SECRET)
    mine, other = sessions.open(*STEWARD), sessions.open(*STEWARD)
    found = sessions.find(mine)
    assert found is not None
    assert sessions.is_sure(found)
    sessions.end(found)
    assert sessions.find(mine) is None
    assert sessions.find(sessions.again(found)) is None
    assert sessions.find(other) is not None


def test_a_cookie_that_is_forged_or_of_another_secret_lets_nobody_in() -> None:
    sessions = Sessions(SECRET)
    cookie = sessions.open(*STEWARD)
    for forged in ("", "x", cookie[:-1], f"x{cookie}", cookie.replace(".", "..")):
        assert sessions.find(forged) is None
    assert Sessions("another").find(cookie) is None


def test_a_cookie_says_whose_session_it_is_and_with_which_stamp_it_was_opened() -> None:
    sessions = Sessions(SECRET)
    found = sessions.find(sessions.open("anna@plant.example", "stamp-2"))
    assert found is not None
    assert (found.user, found.stamp) == ("anna@plant.example", "stamp-2")
    again = sessions.find(sessions.again(found))
    assert again is not None
    assert (again.key, again.user, again.stamp) == (found.key, found.user, found.stamp)


def test_what_ended_before_a_restart_stays_ended_once_that_is_known() -> None:
    before = Sessions(SECRET)
    mine, other = before.open(*STEWARD), before.open(*STEWARD)
    found = before.find(mine)
    assert found is not None
    after = Sessions(SECRET, clock=lambda: found.signed + 5)
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
    sessions = Sessions(SECRET, clock=lambda: now)
    sessions.learn({"old": now - SESSION_S - 1, "young": now - 1})
    assert list(sessions._ended) == ["young"]
