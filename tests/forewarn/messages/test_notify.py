"""Incidents are told to receivers over loopback, out of a real store."""

import email
import email.policy
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from admin.store import Store
from contract.errors import ForewarnError, SettingsError
from contract.settings import Settings
from contract.time import DAY, HOUR, MINUTE
from forewarn.messages.links import Links
from forewarn.messages.mail import Mail
from forewarn.messages.receiver import Receiver
from forewarn.messages.receivers import receivers, wanted
from forewarn.messages.slack import Slack
from forewarn.messages.state import StateFile
from forewarn.messages.teller import Teller, Watch
from forewarn.messages.webhook import Webhook
from store.gateway import Gateway
from tests.admin.audit.test_export import Mailbox
from tests.admin.live.listening import write_incident
from tests.support.answering import answering
from tests.support.ports import free_port
from tests.support.provisioned import provisioned
from tests.support.waiting import wait_until
from web.mail import Mailer


class Hook:
    """Keeps what is posted, and answers with the statuses that it is given, then 200."""

    def __init__(self) -> None:
        self.url = ""
        self.statuses: list[int] = []
        self.got: list[tuple[dict[str, str], bytes]] = []

    @property
    def changes(self) -> list[list[str]]:
        """What each message told."""
        return [[each["change"] for each in json.loads(body)["changes"]] for _, body in self.got]


@pytest.fixture
def hook() -> Iterator[Hook]:
    with listening() as found:
        yield found


@contextmanager
def listening() -> Iterator[Hook]:
    found = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = found.statuses.pop(0) if found.statuses else 200
            if status == 200:
                found.got.append((dict(self.headers), body))
            self.send_response(status)
            self.send_header("Retry-After", "17")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with answering(Handler) as url:
        found.url = url
        yield found


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with provisioned(tmp_path) as store, Gateway(store.url, store.token, store.org) as opened:
        yield opened


class Clock:
    """A clock that is moved by hand, from a day ago on: the store is asked for nothing that is to come."""

    def __init__(self) -> None:
        self.now = time.time_ns() - DAY

    def __call__(self) -> int:
        return self.now


def teller(gateway: Gateway, receiver: Receiver, folder: Path, clock: Clock) -> Teller:
    links = Links("https://plant.example/forewarn")
    return Teller(Watch(Store(gateway), 0.0), receiver, StateFile(folder / "state.json"), links, 4.0, clock)


def tell(telling: Teller, hook: Hook, messages: int) -> None:
    """Look until so many messages have come: an answer of a store that was slow is kept for a while."""
    wait_until(lambda: telling.step() and len(hook.got) >= messages)


def test_an_incident_is_told_once_when_it_opens_gets_worse_and_ends(
    gateway: Gateway, hook: Hook, tmp_path: Path
) -> None:
    clock = Clock()
    telling = teller(gateway, Webhook(hook.url, "a-key"), tmp_path, clock)
    course: list[dict[str, Any]] = [{}, {"severity": "critical"}, {"severity": "critical", "state": "closed"}]
    for number, said in enumerate(course, 1):
        write_incident(gateway, "A", clock.now, **said)
        tell(telling, hook, number)
        assert telling.step()
        clock.now += 2 * MINUTE
    assert hook.changes == [["opened"], ["worse"], ["resolved"]]
    headers, body = hook.got[0]
    mac = hmac.new(b"a-key", headers["X-Forewarn-Time"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Forewarn-Signature"] == f"sha256={mac}"
    assert "https://plant.example/forewarn/incidents/A%2F1" in json.loads(body)["text"]


def test_what_was_told_is_not_told_again_after_a_restart(gateway: Gateway, hook: Hook, tmp_path: Path) -> None:
    clock = Clock()
    write_incident(gateway, "A", clock.now)
    for _ in range(2):
        assert teller(gateway, Webhook(hook.url), tmp_path, clock).step()
    assert hook.changes == [["opened"]]


def test_a_receiver_that_refuses_is_told_later_and_left_alone_as_long_as_it_asks(
    gateway: Gateway, hook: Hook, tmp_path: Path
) -> None:
    clock = Clock()
    hook.statuses = [429, 500]
    telling = teller(gateway, Webhook(hook.url), tmp_path, clock)
    write_incident(gateway, "A", clock.now)
    assert not telling.step()
    assert telling._pause_s == 17.0
    assert not telling.step()
    assert telling.step()
    assert hook.changes == [["opened"]]


def test_many_incidents_of_a_minute_are_one_message(gateway: Gateway, hook: Hook, tmp_path: Path) -> None:
    clock = Clock()
    telling = teller(gateway, Slack(hook.url), tmp_path, clock)
    write_incident(gateway, "A", clock.now)
    tell(telling, hook, 1)
    for number in range(40):
        write_incident(gateway, f"B{number}", clock.now)
        telling.step()
    clock.now += 2 * MINUTE
    tell(telling, hook, 2)
    telling.step()
    first, second = (json.loads(body) for _, body in hook.got)
    assert first["attachments"][0]["color"] == "#ff780a"
    assert len(second["attachments"]) == 16
    assert second["text"].endswith("(and 39 more)")


def test_a_critical_one_is_told_again_until_somebody_answers_it_and_an_excused_one_never(
    gateway: Gateway, hook: Hook, tmp_path: Path
) -> None:
    clock = Clock()
    telling = teller(gateway, Webhook(hook.url), tmp_path, clock)
    write_incident(gateway, "Q", clock.now, severity="critical", quiet=True)
    for messages, answer in enumerate(("", "", "true"), 1):
        write_incident(gateway, "A", clock.now, severity="critical", answer=answer)
        tell(telling, hook, min(messages, 2))
        clock.now += 5 * HOUR
    assert hook.changes == [["opened"], ["reminder"]]


def test_a_damaged_state_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "mail.json").write_text('{"at": "soon"}')
    with pytest.raises(ForewarnError, match=r"mail\.json"):
        StateFile(tmp_path / "mail.json").read()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "FOREWARN_NOTIFY_SLACK_URL"),
        ({"FOREWARN_NOTIFY_MAIL_TO": "nobody"}, "no mail address"),
        ({"FOREWARN_NOTIFY_MAIL_TO": "a@b.example"}, "FOREWARN_MAIL_SERVER"),
    ],
)
def test_receivers_that_make_no_sense_are_refused(given: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        wanted(Settings.load(given))


def test_an_address_that_is_none_is_refused_without_being_shown() -> None:
    with pytest.raises(SettingsError, match="FOREWARN_NOTIFY_SLACK_URL") as refused:
        Settings.load({"FOREWARN_NOTIFY_SLACK_URL": "ftp://hidden.example"})
    assert "hidden" not in str(refused.value)
    assert receivers(Settings.load({})) == []


def test_a_mailbox_gets_it_as_text_and_as_a_page_in_which_nothing_is_markup(gateway: Gateway, tmp_path: Path) -> None:
    box, port, clock = Mailbox(), free_port(), Clock()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        write_incident(gateway, "A", clock.now, description="<b>hot</b>\nX: y")
        mail = Mail(["a@b.example", "c@d.example"], Mailer("f@g.example", f"smtp://127.0.0.1:{port}"))
        assert teller(gateway, mail, tmp_path, clock).step()
    finally:
        controller.stop()
    ((_, to, content),) = box.letters
    letter = email.message_from_bytes(content, policy=email.policy.default)
    assert to == ["a@b.example", "c@d.example"]
    assert letter["Subject"].startswith("[warning] A: <b>hot</b> X: y")
    text, page = (part.get_content() for part in letter.iter_parts())
    assert "Right or wrong? Say so: https://plant.example/forewarn/incidents/A%2F1" in text
    assert "&lt;b&gt;hot" in page
