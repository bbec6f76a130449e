"""The gate: every route that there is refuses who is not known."""

import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi.routing import APIRoute

from admin.auth.gate import is_open
from admin.pages.errors import JSON_PATHS
from admin.routers import ROUTERS
from tests.admin.fixtures.server import PLAIN, TOKEN, RunningAdmin

ROUTES = [
    (method, re.sub(r"\{[\w:]+\}", "some-name", route.path))
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]
CLOSED = [route for route in ROUTES if not is_open(route[1])]
WRITING = [route for route in ROUTES if route[0] != "GET"]


@pytest.fixture
def client(stranded: RunningAdmin) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=stranded.url, verify=PLAIN) as opened:
        yield opened


def test_only_health_signing_in_the_runbook_and_signed_links_are_open() -> None:
    assert {path for _, path in ROUTES if is_open(path)} == {
        "/healthz",
        "/sign-in",
        "/sign-in/provider",
        "/sign-in/provider/back",
        "/runbook",
        "/api/v1/export/link",
        "/api/v1/feed/tasks.ics",
    }
    assert len(CLOSED) >= 14


@pytest.mark.parametrize(("method", "path"), [*CLOSED, ("GET", "/api/openapi.json"), ("GET", "/no/such/path")])
def test_a_route_refuses_a_program_without_a_token(client: httpx.Client, method: str, path: str) -> None:
    reply = client.request(method, path)
    assert reply.status_code == 401
    # Below /api/v1 it is a problem (RFC 9457).
    assert reply.json().get("error", reply.json())["code"] == "unauthenticated"
    assert reply.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_a_route_refuses_a_wrong_token(client: httpx.Client, method: str, path: str) -> None:
    for scheme in ("Bearer wrong", f"Basic {TOKEN}", "Bearer", f"Token {TOKEN}"):
        assert client.request(method, path, headers={"Authorization": scheme}).status_code == 401


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_a_route_sends_a_browser_to_the_sign_in_form_or_refuses_it(
    client: httpx.Client, method: str, path: str
) -> None:
    reply = client.request(method, path, headers={"Accept": "text/html"})
    if path.startswith(JSON_PATHS):
        assert reply.status_code == 401
    else:
        assert reply.status_code == 303
        assert reply.headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize(("method", "path"), WRITING)
@pytest.mark.parametrize(
    "source", [{}, {"Origin": "https://elsewhere.example"}, {"Referer": "https://elsewhere.example/"}]
)
def test_a_form_of_another_site_is_refused_whatever_cookie_comes_with_it(
    stranded: RunningAdmin, method: str, path: str, source: dict[str, str]
) -> None:
    with stranded.person() as browser:
        del browser.headers["Origin"]
        reply = browser.request(method, path, headers={**source, "Accept": "application/json"})
    assert reply.status_code == 403
    assert reply.json().get("error", reply.json())["field"] == "origin"


@pytest.mark.parametrize(
    ("said", "origin", "status"),
    [
        ("same-origin", "https://behind-a-proxy.example", 303),
        ("cross-site", None, 403),
        ("same-site", None, 403),
        ("none", None, 403),
    ],
)
def test_what_the_browser_itself_says_of_a_forms_origin_counts_most(
    stranded: RunningAdmin, said: str, origin: str | None, status: int
) -> None:
    with stranded.person() as browser:
        reply = browser.post("/sign-out", headers={"Sec-Fetch-Site": said, "Origin": origin or stranded.url})
    assert reply.status_code == status


def test_a_forged_or_altered_session_is_refused(stranded: RunningAdmin) -> None:
    with stranded.person() as browser:
        value = browser.cookies["forewarn_session"]
        browser.cookies.clear()
        for forged in (value[:-2] + "xx", "x" + value, "e30=.aaaa.bbbb", ""):
            reply = browser.get("/thresholds", headers={"Cookie": f"forewarn_session={forged}"})
            assert reply.status_code == 303


def test_a_body_that_is_large_or_hides_its_length_is_refused(stranded: RunningAdmin) -> None:
    with stranded.stranger() as browser:
        large = browser.post("/sign-in", content=b"user=" + b"x" * 70_000)
        hidden = browser.post("/sign-in", content=iter([b"user=", b"x"]))
    assert (large.status_code, hidden.status_code) == (413, 413)


def test_a_static_file_is_served_to_anybody_and_nothing_beside_the_folder(client: httpx.Client) -> None:
    assert client.get("/static/style.css").headers["content-type"].startswith("text/css")
    assert client.get("/static/%2e%2e/app.py").status_code == 404
    assert client.get("/static/../app.py").status_code in (401, 404)
