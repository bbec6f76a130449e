"""Who may have a stream, and how it ends for who may not any more."""

from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from admin.roles import Role
from store.gateway import Gateway
from tests.admin.fixtures.access import PASSPHRASE, add_token, add_users, tokens_of
from tests.admin.fixtures.server import PLAIN, TOKEN, RunningAdmin
from tests.admin.live.listening import next_of, refusal, socket

SOCKETS = ("/api/v1/ws/fleet", "/api/v1/ws/assets/PUMP-001", "/api/v1/ws/nothing")


@pytest.fixture(scope="module")
def viewer(operator: Gateway, admin: RunningAdmin) -> str:  # noqa: ARG001
    """A token of a program that may only read; there is a user of each role, too."""
    add_users(operator)
    return add_token(operator, Role.VIEWER)


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Token {TOKEN}"}])
def test_nobody_without_credentials_opens_a_socket(admin: RunningAdmin, path: str, headers: dict[str, str]) -> None:
    reply = refusal(admin, path, headers)
    assert (reply.status_code, reply.json()["code"]) == (HTTPStatus.UNAUTHORIZED, "unauthenticated")


def test_nor_server_sent_events(admin: RunningAdmin) -> None:
    for path in ("/api/v1/live", "/api/v1/assets/PUMP-001/live"):
        reply = httpx.get(admin.url + path, verify=PLAIN)
        assert (reply.status_code, reply.json()["code"]) == (HTTPStatus.UNAUTHORIZED, "unauthenticated")


def test_a_program_that_may_only_read_may_listen(admin: RunningAdmin, viewer: str) -> None:
    with socket(admin, headers={"Authorization": f"Bearer {viewer}"}) as opened:
        assert next_of(opened)["type"] == "snapshot"


@pytest.fixture
def cookie(admin: RunningAdmin, viewer: str) -> Iterator[dict[str, str]]:  # noqa: ARG001
    """The header of somebody's session."""
    with admin.person("viewer-1", PASSPHRASE) as browser:
        yield {"Cookie": f"forewarn_session={browser.cookies['forewarn_session']}"}


def test_a_page_of_ours_opens_one_by_its_session(admin: RunningAdmin, cookie: dict[str, str]) -> None:
    with socket(admin, headers={**cookie, "Origin": admin.url}) as opened:
        assert next_of(opened)["type"] == "snapshot"


@pytest.mark.parametrize("origin", [None, "https://elsewhere.example", "null", "http://127.0.0.1", "http://[::1"])
def test_a_page_of_another_site_does_not(admin: RunningAdmin, cookie: dict[str, str], origin: str | None) -> None:
    headers = {**cookie, "Origin": origin} if origin else cookie
    reply = refusal(admin, "/api/v1/ws/fleet", headers)
    assert reply.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN)
    assert reply.json()["field"] == "origin"


def test_a_program_needs_no_origin_and_may_have_any(admin: RunningAdmin) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Origin": "https://elsewhere.example"}
    with socket(admin, headers=headers) as opened:
        assert next_of(opened)["type"] == "snapshot"


def test_signing_out_ends_the_streams_of_a_session(admin: RunningAdmin) -> None:
    with admin.person() as browser, ExitStack() as stack:
        cookie = {"Cookie": f"forewarn_session={browser.cookies['forewarn_session']}"}
        opened = stack.enter_context(socket(admin, headers={**cookie, "Origin": admin.url}))
        lines = stack.enter_context(browser.stream("GET", "/api/v1/live")).iter_lines()
        assert next(lines).startswith("id: ")
        assert browser.post("/sign-out").status_code == 303
        with pytest.raises(ConnectionClosed):
            list(opened)
        assert opened.close_code == 1008
        assert list(lines)[-1] == ""


def test_revoking_a_token_ends_the_streams_of_its_program(admin: RunningAdmin, operator: Gateway, viewer: str) -> None:
    with admin.program(viewer) as program, program.stream("GET", "/api/v1/live") as reply:
        lines = reply.iter_lines()
        assert next(lines).startswith("id: ")
        with tokens_of(operator) as tokens:
            tokens.revoke("viewer-program", 1, "lost", "tester")
        assert list(lines)[-1] == ""


def test_behind_a_proxy_a_page_is_known_by_the_address_that_people_use(rights: Gateway) -> None:
    said = {
        "X-Forwarded-Proto": "https", "X-Forwarded-Host": "fw.plant.example", "X-Forwarded-Prefix": "/forewarn",
        "Origin": "https://fw.plant.example",
    }  # fmt: skip
    with RunningAdmin(rights, FOREWARN_TRUSTED_PROXIES="127.0.0.1") as proxied, proxied.person() as browser:
        cookie = {"Cookie": f"forewarn_session={browser.cookies['forewarn_session']}"}
        with socket(proxied, "/forewarn/api/v1/ws/fleet", headers={**said, **cookie}) as opened:
            assert next_of(opened)["type"] == "snapshot"
        said["Origin"] = proxied.url.replace("http:", "https:") + "1"
        assert refusal(proxied, "/api/v1/ws/fleet", {**said, **cookie}).status_code == HTTPStatus.FORBIDDEN
