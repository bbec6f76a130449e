"""Behind a proxy: under a path, with TLS, with another host; and what is said where the proxy is not known."""

import http.client
import re
from collections.abc import Iterator

import httpx
import pytest

from admin.auth.throttle import Throttle
from store.gateway import Gateway
from tests.admin.auth.clock import Clock
from tests.admin.fixtures.server import PASSWORD, PLAIN, TOKEN, USER, RunningAdmin

FORM = {"user": USER, "password": PASSWORD}
PROXY = {
    "Host": "backend:8000",
    "X-Forwarded-For": "192.0.2.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "fw.plant.example",
    "X-Forwarded-Prefix": "/forewarn",
    "Origin": "https://fw.plant.example",
    "Accept": "text/html",
}
PAGES = (
    "/", "/assets/PUMP-001", "/thresholds", "/thresholds/machine/flow_m3h", "/simulator", "/nothing", "/runbook",
    "/users", "/tokens", "/account",
)  # fmt: skip
LINK = re.compile(r'(?:href|action|formaction|src)="([^"]*)"')


@pytest.fixture(scope="module")
def proxied(admin: RunningAdmin, rights: Gateway) -> Iterator[RunningAdmin]:  # noqa: ARG001
    """An admin that believes a proxy on this machine, in front of the small fleet."""
    with RunningAdmin(rights, FOREWARN_TRUSTED_PROXIES="127.0.0.1") as running:
        yield running


@pytest.fixture
def browser(proxied: RunningAdmin) -> Iterator[httpx.Client]:
    """A browser that is signed in through the proxy, which takes its prefix away."""
    with httpx.Client(base_url=proxied.url, headers=PROXY, verify=PLAIN) as client:
        reply = client.post("/sign-in", data=FORM)
        assert reply.status_code == 303, reply.text
        assert reply.headers["location"] == "/forewarn/"
        # The test's own line is plain, so that it has to carry the Secure cookie itself.
        client.headers["Cookie"] = "; ".join(
            cookie.partition(";")[0] for cookie in reply.headers.get_list("set-cookie")
        )
        yield client


def test_behind_tls_cookies_are_secure_and_stay_below_the_path(proxied: RunningAdmin) -> None:
    reply = httpx.post(f"{proxied.url}/sign-in", headers=PROXY, data=FORM, verify=PLAIN)
    session = {"Cookie": reply.headers["set-cookie"].partition(";")[0]}
    known = httpx.get(f"{proxied.url}/nothing", headers={**PROXY, **session}, verify=PLAIN)
    assert known.headers["set-cookie"].startswith("forewarn_browser=")
    for cookie in (reply.headers["set-cookie"], known.headers["set-cookie"]):
        assert {"Secure", "HttpOnly", "Path=/forewarn", "SameSite=lax"} <= set(cookie.split("; "))


@pytest.mark.parametrize("path", PAGES)
def test_every_link_form_script_and_style_of_a_page_is_below_the_path(browser: httpx.Client, path: str) -> None:
    page = browser.get(path).text
    links = LINK.findall(page)
    assert len(links) > 5
    assert [link for link in links if not re.match(r"/forewarn/|\?|#", link)] == []


def test_every_redirect_is_below_the_path(browser: httpx.Client) -> None:
    assert browser.get("/simulator/start").headers["location"] == "/forewarn/simulator"
    assert browser.post("/sign-out").headers["location"] == "/forewarn/sign-in"
    del browser.headers["Cookie"]
    assert browser.get("/assets/a b?x=1").headers["location"] == "/forewarn/sign-in?next=/assets/a%2520b%3Fx%3D1"


def test_a_proxy_may_leave_its_prefix_in_the_path(browser: httpx.Client) -> None:
    for path in (
        "/forewarn",
        "/forewarn/",
        "/forewarn/assets/PUMP-001",
        "/forewarn/static/style.css",
        "/forewarn/healthz",
    ):
        assert browser.get(path).status_code == 200, path
    assert browser.get("/forewarnings").status_code == 404


def test_where_nobody_is_named_none_of_it_is_believed(admin: RunningAdmin) -> None:
    with httpx.Client(base_url=admin.url, headers={**PROXY, "Origin": admin.url, "Host": ""}, verify=PLAIN) as client:
        client.headers["Host"] = admin.url.removeprefix("http://")
        reply = client.post("/sign-in", data=FORM)
        assert (reply.status_code, reply.headers["location"]) == (303, "/")
        assert all("Secure" not in cookie for cookie in reply.headers.get_list("set-cookie"))
        assert "/forewarn/" not in client.get("/").text


def test_a_host_that_does_not_fit_is_refused_with_what_to_set(admin: RunningAdmin) -> None:
    reply = httpx.post(f"{admin.url}/sign-in", headers=PROXY, data=FORM, verify=PLAIN)
    assert reply.status_code == 403
    for words in ("https://fw.plant.example", "backend:8000", "FOREWARN_ADMIN_URL", "FOREWARN_TRUSTED_PROXIES"):
        assert words in reply.text


def test_the_address_that_people_use_can_be_a_setting(rights: Gateway) -> None:
    with RunningAdmin(rights, FOREWARN_ADMIN_URL="https://fw.plant.example/forewarn") as running:
        headers = {"Host": "backend:8000", "Origin": "https://fw.plant.example", "Accept": "text/html"}
        reply = httpx.post(f"{running.url}/sign-in", headers=headers, data=FORM, verify=PLAIN)
    assert (reply.status_code, reply.headers["location"]) == (303, "/forewarn/")
    assert "Secure" in reply.headers["set-cookie"]


def test_strangers_at_the_same_proxy_do_not_keep_the_operator_out(rights: Gateway) -> None:
    impatient = Throttle(limit=3, longest_s=0.01, clock=Clock())
    with RunningAdmin(rights, FOREWARN_TRUSTED_PROXIES="127.0.0.0/8").throttled(own=impatient) as running:

        def sign_in(client: str, password: str) -> int:
            headers, form = {**PROXY, "X-Forwarded-For": client}, {**FORM, "password": password}
            return httpx.post(f"{running.url}/sign-in", headers=headers, data=form, verify=PLAIN).status_code

        guesses = [sign_in("203.0.113.9", f"wrong{number}") for number in range(10)]
        assert set(guesses) == {401, 429}
        assert sign_in("203.0.113.9", PASSWORD) == 429
        assert sign_in("192.0.2.7", PASSWORD) == 303


def test_a_link_in_a_mail_leads_to_its_page_where_somebody_is_signed_in(browser: httpx.Client) -> None:
    reply = browser.get("/assets/PUMP-001", headers={"Sec-Fetch-Site": "cross-site"})
    assert reply.status_code == 200
    assert browser.get("/sign-in?next=/assets/PUMP-001").headers["location"] == "/forewarn/assets/PUMP-001"


@pytest.mark.parametrize("name", ["Origin", "Referer"])
@pytest.mark.parametrize("value", ["http://[x", "https://[::1"])
def test_an_origin_that_is_no_address_is_a_bad_request(admin: RunningAdmin, name: str, value: str) -> None:
    for token in ({}, {"Authorization": f"Bearer {TOKEN}"}):
        for path in ("/sign-in", "/api/maintenance"):
            reply = httpx.post(f"{admin.url}{path}", headers={name: value, **token}, verify=PLAIN)
            wanted = 400 if token or path == "/sign-in" else 401
            assert reply.status_code == wanted
            assert wanted != 400 or reply.json()["error"]["field"] == "origin"


@pytest.mark.parametrize("host", ["[x", "[::1", "a b", "\xff", "", "x" * 3000])
@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/sign-in", "/static", "/static/style.css", "/api/fleet", "/nothing/"]
)
def test_a_host_that_is_none_is_no_fault_of_ours(admin: RunningAdmin, host: str, path: str) -> None:
    line = http.client.HTTPConnection(admin.url.removeprefix("http://"), timeout=30)
    for accept in ("text/html", "*/*"):
        line.putrequest("GET", path, skip_host=True)
        line.putheader("Host", host.encode("latin-1"))
        line.putheader("Accept", accept)
        line.endheaders()
        reply = line.getresponse()
        reply.read()
        assert reply.status in (200, 303, 400, 401, 404)
    line.close()
