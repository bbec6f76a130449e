"""Roles: what each route needs, and how who may not do it is refused."""

import re
from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute, APIWebSocketRoute

from admin.roles import NEEDED, Role, needed
from admin.routers import ROUTERS
from tests.admin.fixtures.access import PASSPHRASE, add_token, add_users
from tests.admin.fixtures.server import RunningAdmin
from tests.support.memory import MemoryGateway

ROUTES = {
    f"{method} {route.path}"
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in route.methods or ()
} | {f"GET {route.path}" for router in ROUTERS for route in router.routes if isinstance(route, APIWebSocketRoute)}
REFUSED = [
    (role, *listed.split(" "))
    for listed, least in NEEDED.items()
    for role in Role
    if least is not None and not role.may(least)
]


@pytest.fixture(scope="module")
def running() -> Iterator[RunningAdmin]:
    """An admin with a user and a token of each role."""
    with MemoryGateway() as gateway:
        add_users(gateway)
        TOKENS.update({role: add_token(gateway, role) for role in Role})
        with RunningAdmin(gateway) as opened:
            yield opened


TOKENS: dict[Role, str] = {}


def test_every_route_is_listed_with_the_role_that_it_needs_and_nothing_else_is() -> None:
    assert set(NEEDED) == ROUTES


def test_a_route_that_was_forgotten_needs_an_admin() -> None:
    assert needed("POST", "/api/new") is Role.ADMIN


def test_each_role_may_what_those_before_it_may() -> None:
    assert [[role.may(other) for other in Role] for role in Role] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]


def test_a_viewer_changes_nothing() -> None:
    changing = {listed for listed, role in NEEDED.items() if role is Role.VIEWER and not listed.startswith("GET ")}
    assert changing == {
        "POST /sign-out", "POST /account", "POST /predict", "POST /predict/batch", "POST /thresholds/import",
        "POST /api/v1/score", "POST /api/v1/export/links", "POST /api/v1/tasks.ics/links", "POST /tasks/calendar",
        "POST /thresholds/{scope:path}/{signal}/preview", "POST /api/thresholds/{scope:path}/{signal}/preview",
    }  # fmt: skip


@pytest.mark.parametrize(("role", "method", "path"), REFUSED)
def test_a_program_whose_role_is_less_is_told_the_role_that_it_needs(
    running: RunningAdmin, role: Role, method: str, path: str
) -> None:
    with running.program(TOKENS[role]) as program:
        reply = program.request(method, re.sub(r"\{[\w:]+\}", "some-name", path))
    said = reply.json()
    error = said.get("error", said)  # below /api/v1 it is the problem itself
    assert (reply.status_code, error["code"], error["field"]) == (403, "forbidden", "role")
    assert f"role {needed(method, path)}" in error.get("message", error.get("detail"))


def test_a_person_whose_role_is_less_gets_a_page_that_says_whom_to_ask(running: RunningAdmin) -> None:
    with running.person("operator-1", PASSPHRASE) as browser:
        for reply in (browser.get("/audit"), browser.post("/thresholds/machine/flow_m3h", data={})):
            assert reply.status_code == 403
            assert "Your role does not allow this" in reply.text
            assert "This needs the role admin, and yours is operator. Ask one of the admins" in reply.text


@pytest.mark.parametrize("path", ["/%2Faudit", "/audit/", "/AUDIT", "/%61udit", "/audit?x=1", "/audit;x", "/./audit"])
def test_no_spelling_of_a_path_is_a_way_round(running: RunningAdmin, path: str) -> None:
    with running.person("viewer-1", PASSPHRASE) as browser:
        assert browser.get(path).status_code in (403, 404)


def test_head_needs_what_get_needs(running: RunningAdmin) -> None:
    with running.program(TOKENS[Role.VIEWER]) as program:
        assert program.head("/api/users").status_code == 403
        assert program.head("/api/openapi.json").status_code == 200
