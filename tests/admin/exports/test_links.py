"""Links to an export: they need no sign-in, and give what they were made for and nothing else."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest

from admin.auth.accounts import Account
from admin.auth.links import Links, read
from admin.roles import Role
from store.gateway import Gateway
from tests.admin.fixtures.access import add_token, tokens_of
from tests.admin.fixtures.server import RunningAdmin
from tests.support.exported import MINUTES, PUMP, SINCE, UNTIL
from web.errors import ApiError

PATH = "/api/v1/export/links"
FORM = {"what": "risk", "asset": [PUMP], "from": SINCE, "to": UNTIL}


def signing(secret: str) -> Links:
    return Links(secret, "a kind", "/path")


def made(running: RunningAdmin, token: str = "", **form: Any) -> str:
    with running.program(token) if token else running.program() as program:
        reply = program.post(PATH, json={**FORM, **form})
    assert reply.status_code == 200, reply.text
    return str(reply.json()["url"])


def follow(running: RunningAdmin, url: str) -> httpx.Response:
    with running.stranger() as nobody:
        return nobody.get(url)


def test_a_link_gives_its_export_to_somebody_who_is_not_signed_in(exporting: RunningAdmin) -> None:
    url = made(exporting)
    assert url.startswith(f"{exporting.url}/api/v1/export/link?")
    reply = follow(exporting, url)
    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert len(reply.text.splitlines()) == MINUTES + 1


def test_times_that_are_told_from_now_stay_so_in_a_link(exporting: RunningAdmin) -> None:
    url = made(exporting, **{"from": "-7d", "to": "", "format": "arrow"})
    assert dict(parse_qsl(urlsplit(url).query))["from"] == "-7d"
    assert follow(exporting, url).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"what": "telemetry"},
        {"asset": "PUMP-2"},
        {"from": "1970-01-01"},
        {"signal": "flow_m3_h"},
        {"by": "steward"},
        {"expires": "99999999999"},
        {"signature": "x"},
        {"signature": ""},
        {"expires": "soon"},
    ],
)
def test_a_link_that_was_altered_gives_nothing(exporting: RunningAdmin, change: dict[str, str]) -> None:
    url = made(exporting)
    said = dict(parse_qsl(urlsplit(url).query)) | change
    reply = follow(exporting, f"/api/v1/export/link?{urlencode(said)}")
    assert (reply.status_code, reply.headers["content-type"]) == (403, "application/problem+json")
    assert (reply.json()["code"], reply.json()["field"]) == ("forbidden", "signature")


def test_a_link_without_a_query_gives_nothing(exporting: RunningAdmin) -> None:
    assert follow(exporting, "/api/v1/export/link").status_code == 403


def test_a_link_holds_until_its_day_and_no_longer() -> None:
    links, account = signing("a-secret"), Account("steward", Role.VIEWER, "stamp")
    path, _ = links.make([("what", "risk")], account, 1)
    links.check(read(parse_qsl(urlsplit(path).query)), account)
    path, _ = links.make([("what", "risk")], account, 0)
    with pytest.raises(ApiError) as caught:
        links.check(read(parse_qsl(urlsplit(path).query)), account)
    assert (caught.value.status, caught.value.code, caught.value.field) == (403, "expired", "expires")


def test_a_link_of_another_secret_or_of_an_older_password_does_not_hold() -> None:
    links, account = signing("a-secret"), Account("steward", Role.VIEWER, "stamp")
    path, _ = links.make([("what", "risk")], account, 1)
    asked = read(parse_qsl(urlsplit(path).query))
    for other, whose in ((signing("another"), account), (links, Account("steward", Role.VIEWER, "new")), (links, None)):
        with pytest.raises(ApiError, match="not as it was made"):
            other.check(asked, whose)


def test_a_link_ends_with_the_token_of_the_program_that_made_it(exporting: RunningAdmin, operator: Gateway) -> None:
    url = made(exporting, add_token(operator, Role.VIEWER))
    assert follow(exporting, url).status_code == 200
    with tokens_of(operator) as tokens:
        tokens.revoke("viewer-program", 1, "for a test", "tester")
    exporting.parts.tokens.known.forget()
    assert follow(exporting, url).status_code == 403


def test_a_link_leaves_an_entry_in_the_audit(exporting: RunningAdmin) -> None:
    made(exporting)
    with exporting.program() as program:
        found = program.get("/api/audit", params={"action": "export_link"}).json()
    entry = found["entries"][0]
    assert (entry["actor"], entry["target"]) == ("api", "risk")
    assert "signature" not in entry["after"]


@pytest.mark.parametrize(
    ("field", "form"),
    [("what", {"what": "all"}), ("from", {"from": "soon"}), ("days", {"days": 0}), ("days", {"days": 367})],
)
def test_a_link_to_what_cannot_be_is_not_made(exporting: RunningAdmin, field: str, form: dict[str, Any]) -> None:
    with exporting.program() as program:
        reply = program.post(PATH, json={**FORM, **form})
    assert (reply.status_code, reply.json()["field"]) == (422, field)
