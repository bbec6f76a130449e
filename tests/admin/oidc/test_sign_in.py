"""Signing in at an identity provider: who is let in, who is not, and what the provider may not say."""

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from admin.oidc.provider import Provider
from admin.roles import Role
from contract.errors import SettingsError
from contract.settings import Settings
from tests.admin.fixtures.access import PASSPHRASE, add_users, users_of
from tests.admin.fixtures.server import PLAIN, RunningAdmin
from tests.support.memory import MemoryGateway
from tests.support.provider import CLIENT, SECRET, Lies, RunningProvider
from tests.support.waiting import wait_until

OUTSIDE = "https://fw.plant.example/forewarn"
PROVIDED = {"FOREWARN_OIDC_CLIENT_ID": CLIENT, "FOREWARN_OIDC_CLIENT_SECRET": SECRET, "FOREWARN_ADMIN_URL": OUTSIDE}
NEW = {"name": "anna", "role": "operator", "why": "joins"}


@pytest.fixture(scope="module")
def provider() -> Iterator[RunningProvider]:
    with RunningProvider() as running:
        yield running


@pytest.fixture
def gateway() -> Iterator[MemoryGateway]:
    with MemoryGateway() as opened:
        yield opened


@pytest.fixture
def running(gateway: MemoryGateway, provider: RunningProvider) -> Iterator[RunningAdmin]:
    """An admin with a provider, and `anna` bound to whom the provider signs in."""
    provider.lies = Lies()
    with RunningAdmin(gateway, FOREWARN_OIDC_ISSUER=provider.url, **PROVIDED) as opened:
        with opened.program() as program:
            assert program.post("/api/users", json={**NEW, "subject": provider.sub}).status_code == 201
        yield opened


class Traveller:
    """A browser on its way to the provider and back; the proxy with TLS is left out, so it carries cookies itself."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> httpx.Response:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        reply = self._client.get(path, headers={"Cookie": cookies})
        for cookie in reply.headers.get_list("set-cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return reply

    def leave(self, next: str = "/") -> str:  # noqa: A002
        """Go to the provider; where it sends the browser back to."""
        there = self.get(f"/sign-in/provider?next={next}")
        assert there.status_code == 303, there.text
        back = httpx.get(there.headers["location"], verify=PLAIN).headers["location"]
        assert back.startswith(f"{OUTSIDE}/sign-in/provider/back?")
        return back.removeprefix(OUTSIDE)

    def sign_in(self, next: str = "/") -> httpx.Response:  # noqa: A002
        """There and back."""
        return self.get(self.leave(next))


@pytest.fixture
def browser(running: RunningAdmin) -> Iterator[Traveller]:
    with running.stranger() as client:
        yield Traveller(client)


def test_who_is_bound_to_the_providers_name_comes_in_with_their_role(browser: Traveller) -> None:
    assert "/forewarn/sign-in/provider?next=/thresholds" in browser.get("/sign-in?next=/thresholds").text
    reply = browser.sign_in("/thresholds")
    assert (reply.status_code, reply.headers["location"]) == (303, "/forewarn/thresholds")
    cookies = reply.headers.get_list("set-cookie")
    assert [cookie.partition("=")[0] for cookie in cookies] == ["forewarn_session", "forewarn_attempt"]
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/forewarn"} <= set(cookie.split("; "))
    account = browser.get("/account").text
    assert "anna" in account
    assert "operator" in account
    assert "or an identity provider's" in account.replace("&#39;", "'")
    assert browser.get("/users").status_code == 403


def test_what_is_sent_to_the_provider_is_another_each_time_and_proves_nothing_to_who_reads_it(
    browser: Traveller,
) -> None:
    asked = [parse_qs(urlsplit(browser.get("/sign-in/provider").headers["location"]).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
        assert len(asked[0][name][0]) >= 32
    assert "code_verifier" not in asked[0]


def test_who_is_bound_to_nobody_is_told_the_subject_and_gets_no_session(
    browser: Traveller, provider: RunningProvider
) -> None:
    provider.lies = Lies({"sub": "a-stranger"})
    reply = browser.sign_in()
    assert reply.status_code == 403
    assert "knows you as a-stranger" in reply.text
    assert "forewarn_session" not in browser.cookies


def test_a_user_who_is_disabled_does_not_come_in(browser: Traveller, gateway: MemoryGateway) -> None:
    with users_of(gateway) as users:
        users.change("anna", 1, "left", "tester", disabled=True)
    wait_until(lambda: "anna is disabled" in browser.sign_in().text)
    assert "forewarn_session" not in browser.cookies


def test_an_answer_counts_once(browser: Traveller) -> None:
    back = browser.leave()
    kept = dict(browser.cookies)
    assert browser.get(back).status_code == 303
    browser.cookies = kept
    reply = browser.get(back)
    assert reply.status_code == 403
    assert "does not know this answer of its own any more" in reply.text


def test_an_answer_of_another_browser_signs_nobody_in(running: RunningAdmin, browser: Traveller) -> None:
    strangers = browser.leave()
    with running.stranger() as client:
        victim = Traveller(client)
        assert victim.get(strangers).status_code == 400
        victim.leave()
        assert victim.get(strangers).status_code == 400
    assert "forewarn_session" not in victim.cookies


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x&code=x", "?error=access_denied", "?state=%ff&code=%00"])
def test_an_answer_that_nobody_asked_for_is_a_bad_request(browser: Traveller, query: str) -> None:
    assert browser.get(f"/sign-in/provider/back{query}").status_code == 400
    browser.leave()
    browser.cookies["forewarn_attempt"] += "x"
    assert browser.get(f"/sign-in/provider/back{query}").status_code == 400


def test_that_the_provider_let_nobody_in_is_said(browser: Traveller) -> None:
    state = parse_qs(urlsplit(browser.leave()).query)["state"][0]
    reply = browser.get(f"/sign-in/provider/back?error=access_denied&state={state}")
    assert reply.status_code == 403
    assert "access_denied" in reply.text


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another client"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(time.time()) - 3600},
        {"exp": "soon"},
        {"iat": int(time.time()) + 36_000},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"sub": ""},
        {"sub": None},
        {"sub": 7},
        {"sub": ["248289761001"]},
        {"sub": "x" * 300},
        {"sub": "248289761001\n"},
    ],
)
def test_a_claim_that_does_not_hold_lets_nobody_in(
    browser: Traveller, provider: RunningProvider, claims: dict[str, object]
) -> None:
    provider.lies = Lies(claims)
    reply = browser.sign_in()
    assert reply.status_code == 403, reply.text
    assert "forewarn_session" not in browser.cookies


@pytest.mark.parametrize("signs", ["another", "secret", "nobody"])
def test_what_the_provider_has_not_signed_lets_nobody_in(
    browser: Traveller, provider: RunningProvider, signs: str
) -> None:
    provider.lies = Lies(signs=signs)
    reply = browser.sign_in()
    assert reply.status_code == 403
    assert "does not hold" in reply.text


@pytest.mark.parametrize(
    "lies",
    [
        Lies(metadata={"issuer": "https://elsewhere.example"}),
        Lies(metadata={"authorization_endpoint": "javascript:1"}),
        Lies(metadata={"token_endpoint": None}),
    ],
)
def test_a_provider_that_is_not_the_one_of_the_settings_is_not_gone_to(
    browser: Traveller, provider: RunningProvider, lies: Lies
) -> None:
    provider.lies = lies
    reply = browser.get("/sign-in/provider")
    assert reply.status_code == 503
    assert "The identity provider" in reply.text


def test_a_provider_that_fails_is_named_and_passwords_still_let_in(
    browser: Traveller, provider: RunningProvider, running: RunningAdmin
) -> None:
    provider.lies = Lies(status=500)
    assert browser.sign_in().status_code == 503
    with running.stranger() as founder:
        form = {"user": "steward", "password": "a-password-for-tests"}
        assert founder.post("/sign-in", data=form, headers={"Origin": "https://fw.plant.example"}).status_code == 303


def test_without_a_provider_there_is_no_such_page_and_no_user_can_be_bound(stranded: RunningAdmin) -> None:
    with stranded.stranger() as browser:
        assert "provider" not in browser.get("/sign-in").text
        assert browser.get("/sign-in/provider").status_code == 404
        assert browser.get("/sign-in/provider/back?code=x&state=x").status_code == 404
    with stranded.program() as program:
        reply = program.post("/api/users", json={**NEW, "subject": "1"})
        assert (reply.status_code, reply.json()["error"]["field"]) == (422, "subject")


@pytest.mark.parametrize(
    ("more", "status", "field"),
    [
        ({"subject": "248289761001"}, 409, "subject"),
        ({"subject": "2", "password": PASSPHRASE}, 422, "password"),
        ({"subject": "x" * 256}, 422, "subject"),
        ({"subject": "\u0000"}, 422, "subject"),
        ({}, 422, "password"),
    ],
)
def test_a_user_has_a_password_or_a_subject_of_their_own(
    running: RunningAdmin, more: dict[str, str], status: int, field: str
) -> None:
    with running.program() as program:
        reply = program.post("/api/users", json={**NEW, "name": "bert", **more})
    assert (reply.status_code, reply.json()["error"]["field"]) == (status, field)


def test_a_user_is_bound_on_the_page_and_is_given_no_password(running: RunningAdmin, gateway: MemoryGateway) -> None:
    add_users(gateway, Role.ADMIN)
    with running.stranger() as browser:
        browser.headers["Origin"] = "https://fw.plant.example"
        form = {"user": "admin-1", "password": PASSPHRASE}
        wait_until(lambda: browser.post("/sign-in", data=form).status_code == 303)
        cookie = browser.post("/sign-in", data=form).headers["set-cookie"].partition(";")[0]
        browser.headers["Cookie"] = cookie
        assert browser.post("/users", data={**NEW, "name": "bert", "subject": "77"}).status_code == 303
        assert "signs in at the identity provider" in browser.get("/users").text
        change = {"version": "1", "role": "viewer", "enabled": "on", "password": PASSPHRASE, "why": "x"}
        assert "has no password here" in browser.post("/users/bert", data=change).text


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"FOREWARN_OIDC_ISSUER": "http://idp.example"}, "FOREWARN_OIDC_ISSUER"),
        ({"FOREWARN_OIDC_ISSUER": "idp.example"}, "FOREWARN_OIDC_ISSUER"),
        ({"FOREWARN_OIDC_CLIENT_ID": ""}, "FOREWARN_OIDC_CLIENT_ID"),
        ({"FOREWARN_OIDC_CLIENT_SECRET": ""}, "FOREWARN_OIDC_CLIENT_SECRET"),
        ({"FOREWARN_ADMIN_URL": ""}, "FOREWARN_ADMIN_URL"),
    ],
)
def test_a_setting_that_is_missing_or_wrong_is_named_at_the_start(given: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        Provider.of(Settings.load({"FOREWARN_OIDC_ISSUER": "https://idp.example", **PROVIDED, **given}))
