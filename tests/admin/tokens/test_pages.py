"""The page of tokens: the list, a new one that is shown once, and revoking one."""

import re
from collections.abc import Iterator

import httpx
import pytest

from admin.roles import Role
from tests.admin.fixtures.access import add_token
from tests.admin.fixtures.server import RunningAdmin
from tests.support.memory import MemoryGateway

NEW = {"program": "nightly-report", "role": "operator", "days": "30", "why": "reads the fleet at night"}


@pytest.fixture
def gateway() -> Iterator[MemoryGateway]:
    with MemoryGateway() as opened:
        add_token(opened, Role.VIEWER)
        yield opened


@pytest.fixture
def running(gateway: MemoryGateway) -> Iterator[RunningAdmin]:
    with RunningAdmin(gateway) as opened:
        yield opened


@pytest.fixture
def person(running: RunningAdmin) -> Iterator[httpx.Client]:
    with running.person() as browser:
        yield browser


def test_a_token_is_shown_once_and_lets_its_program_in_until_it_is_revoked(
    running: RunningAdmin, person: httpx.Client
) -> None:
    made = person.post("/tokens", data=NEW)
    assert made.status_code == 200
    assert made.headers["cache-control"] == "no-store"
    (token,) = re.findall(r"forewarn_[\w-]{43}", made.text)
    listed = person.get("/tokens").text
    assert "nightly-report" in listed
    assert token not in listed
    with running.program(token) as program:
        assert program.get("/thresholds/tune?asset=a&signal=b").status_code == 303
        revoked = person.post("/tokens/nightly-report/revoke", data={"version": "1", "why": "leaked"})
        assert revoked.headers["location"] == "/tokens"
        assert program.get("/thresholds/tune?asset=a&signal=b").status_code == 401
    assert "Revoked" in person.get("/tokens").text


@pytest.mark.parametrize(
    ("field", "value", "status", "words"),
    [
        ("program", "viewer-program", 409, "has a token that holds until"),
        ("program", "no spaces", 422, "is not 1 to 100 of"),
        ("role", "king", 422, "is not one of viewer, operator, admin"),
        ("days", "0", 422, "is not 1 to 3650"),
        ("days", "1e300", 422, "is not 1 to 3650"),
        ("days", "1.5", 422, "is not a whole number"),
        ("days", "soon", 422, "is not a number"),
        ("why", "", 422, "say why"),
    ],
)
def test_what_is_wrong_with_a_new_token_is_said_and_the_rest_is_kept(
    person: httpx.Client, field: str, value: str, status: int, words: str
) -> None:
    reply = person.post("/tokens", data={**NEW, field: value})
    assert reply.status_code == status
    assert words in reply.text
    assert field == "why" or "reads the fleet at night" in reply.text


def test_why_a_token_was_not_revoked_is_said(person: httpx.Client) -> None:
    reply = person.post("/tokens/viewer-program/revoke", data={"version": "1", "why": " "})
    assert reply.status_code == 422
    assert "The token of viewer-program is not revoked: say why" in reply.text
    late = person.post("/tokens/viewer-program/revoke", data={"version": "7", "why": "leaked"})
    assert late.status_code == 409
    assert person.post("/tokens/nobody/revoke", data={"version": "1", "why": "leaked"}).status_code == 404


def test_a_token_whose_row_is_broken_is_named_with_the_reason(person: httpx.Client, gateway: MemoryGateway) -> None:
    gateway.write("config", ['api_token,program=odd role="viewer" 1700000000000000000'])
    assert "is broken (" in person.get("/tokens").text
