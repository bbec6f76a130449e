"""What pages offer: nothing that is refused to who sees them."""

import re
from collections.abc import Iterator

import httpx
import pytest

from admin.roles import NEEDED, Role
from store.gateway import Gateway
from tests.admin.fixtures.access import PASSPHRASE, add_users
from tests.admin.fixtures.server import RunningAdmin

PAGES = (
    "/", "/queue", "/tasks", "/alarm-health", "/assets/PUMP-001", "/thresholds", "/thresholds/machine/accel_g",
    "/simulator", "/account", "/registry",
)  # fmt: skip
FORM = re.compile(r'<form[^>]*method="post"[^>]*action="([^"#?]*)|formaction="([^"#?]*)')


def least(path: str) -> Role | None:
    """The least role that may post to a path."""
    for listed, role in NEEDED.items():
        method, _, route = listed.partition(" ")
        pattern = re.sub(r"\{\w+\}", "[^/]+", re.sub(r"\{\w+:path\}", ".+", route))
        if method == "POST" and re.fullmatch(pattern, path):
            return role
    raise AssertionError(path)


@pytest.fixture(scope="module", params=list(Role))
def role(request: pytest.FixtureRequest) -> Role:
    found: Role = request.param
    return found


@pytest.fixture(scope="module")
def peopled(controlling: RunningAdmin, rights: Gateway) -> RunningAdmin:
    """An admin in front of the small fleet and a simulation, with a user of each role."""
    add_users(rights)
    return controlling


@pytest.fixture(scope="module")
def browser(peopled: RunningAdmin, role: Role) -> Iterator[httpx.Client]:
    """A browser signed in with a role."""
    with peopled.person(f"{role}-1", PASSPHRASE) as opened:
        yield opened


def posts(text: str) -> set[str]:
    return {one or other for one, other in FORM.findall(text)}


@pytest.mark.parametrize("path", PAGES)
def test_no_form_of_a_page_is_refused_to_who_sees_it(browser: httpx.Client, role: Role, path: str) -> None:
    reply = browser.get(path)
    assert reply.status_code == 200
    for action in posts(reply.text):
        needed = least(action)
        assert needed is None or role.may(needed), action


def test_an_incident_is_answered_by_operators_and_read_by_viewers(browser: httpx.Client, role: Role) -> None:
    (link, *_) = re.findall(r'href="(/incidents/[^"]+)"', browser.get("/").text)
    text = browser.get(link).text
    assert "Answered so far" in text
    assert ("Something was wrong" in text) is role.may(Role.OPERATOR)


@pytest.mark.parametrize(
    ("path", "needed"),
    [
        ("/thresholds", Role.ADMIN),
        ("/thresholds/machine/accel_g", Role.ADMIN),
        ("/thresholds/machine/accel_g/trial", Role.OPERATOR),
        ("/trials/silence", Role.OPERATOR),
        ("/thresholds/machine/accel_g/preview", Role.VIEWER),
        ("/assets/PUMP-001", Role.OPERATOR),
        ("/failures", Role.OPERATOR),
        ("/simulator/inject", Role.OPERATOR),
        ("/thresholds/import", Role.VIEWER),
        ("/account", Role.VIEWER),
    ],
)
def test_a_form_is_offered_to_whom_it_is_for(browser: httpx.Client, role: Role, path: str, needed: Role) -> None:
    offered = set().union(*(posts(browser.get(page).text) for page in PAGES))
    assert (path in offered) is role.may(needed)
