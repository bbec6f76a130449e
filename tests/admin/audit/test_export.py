"""Checkpoints come to a folder, to who takes them by POST, and into a mailbox; what does not is told."""

import email
import email.message
import email.policy
import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from admin.audit import audit
from admin.audit.checkpoint import parse
from admin.audit.daily import Daily
from admin.audit.export import ExportError, Folder, Mail, Webhook, places
from admin.audit.notary import BrokenAuditError, Notary
from admin.audit.repository import sealed
from admin.store import Store
from contract.errors import ForewarnError, SettingsError
from contract.measurements import AUDIT
from contract.settings import Settings
from tests.admin.audit.chains import chain
from tests.admin.audit.test_checkpoint import NOON, SIGNER, checkpoint
from tests.admin.fixtures.server import NOWHERE
from tests.support.answering import answering
from tests.support.memory import MemoryGateway
from tests.support.ports import free_port
from tests.support.waiting import wait_until
from web.mail import Mailer

MADE = checkpoint(chain(3))


@pytest.fixture
def store() -> Iterator[Store]:
    with MemoryGateway() as gateway:
        found = Store(gateway)
        found.put(AUDIT.bucket, [audit("failure", 1000, actor="ada", target="PUMP-1", why="it broke")])
        yield found
        found.close()


def test_a_folder_gets_a_file_for_each_that_anybody_can_check(tmp_path: Path) -> None:
    Folder(tmp_path / "far" / "away").send(MADE)
    (file,) = (tmp_path / "far" / "away").iterdir()
    assert file.name == "audit-20261121T120000Z.json"
    assert parse(file.read_bytes()) == MADE


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="file"):
        Folder(tmp_path / "file").send(MADE)


@pytest.mark.parametrize(("status", "fails"), [(200, False), (204, False), (302, True), (500, True)])
def test_who_takes_them_by_post_gets_the_json_and_says_whether_it_has_it(status: int, fails: bool) -> None:
    got: list[bytes] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with answering(Receiver) as url:
        place = Webhook(f"{url}/a-secret-path")
        assert "secret" not in place.name
        if fails:
            with pytest.raises(ExportError, match=str(status)):
                place.send(MADE)
        else:
            place.send(MADE)
    assert [parse(body) for body in got] == [MADE]


class Mailbox:
    """Keeps what a mail server is given."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, list[str], bytes]] = []

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: ARG002, N802
        self.letters.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 kept"


def test_a_mailbox_gets_it_as_an_attached_file() -> None:
    box = Mailbox()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        Mail("auditor@example.com", Mailer("forewarn@example.com", f"smtp://127.0.0.1:{port}")).send(MADE)
    finally:
        controller.stop()
    ((sender, to, content),) = box.letters
    assert (sender, to) == ("forewarn@example.com", ["auditor@example.com"])
    letter = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(letter, email.message.EmailMessage)
    (file,) = letter.iter_attachments()
    assert file.get_filename() == "audit-20261121T120000Z.json"
    assert parse(file.get_content()) == MADE


def test_a_mail_server_that_is_away_is_told() -> None:
    with pytest.raises(ExportError, match=r"127.0.0.1:9 does not take the mail to a@b"):
        Mail("a@b", Mailer("c@d", "smtp://127.0.0.1:9")).send(MADE)


def test_the_settings_name_any_number_of_places() -> None:
    given = {
        "FOREWARN_AUDIT_EXPORT": "/far/away, https://elsewhere.example/x,mailto:a@b.example",
        "FOREWARN_MAIL_SERVER": "smtp://mail.example:25",
    }
    assert [place.name for place in places(Settings.load(given))] == ["/far/away", "elsewhere.example", "a@b.example"]
    assert places(Settings.load({})) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("ftp://elsewhere.example", "neither"),
        ("https://", "neither"),
        ("mailto:nobody", "no mail address"),
        ("mailto:a@b.example", "FOREWARN_MAIL_SERVER"),
    ],
)
def test_a_place_that_makes_no_sense_is_refused_before_anything_starts(said: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        places(Settings.load({"FOREWARN_AUDIT_EXPORT": said}))


def test_a_checkpoint_is_made_exported_and_kept_with_the_places_that_it_did_not_come_to(
    store: Store, tmp_path: Path
) -> None:
    notary = Notary(store, SIGNER, [Folder(tmp_path), Webhook(NOWHERE)])
    made = notary.seal()
    assert (made.exported, made.failed) == ((str(tmp_path),), ("127.0.0.1:9",))
    assert made.checkpoint.size == 1
    assert sealed(store) == [made]
    report = notary.examine()
    assert (report.verdict.broken, report.verdict.checkpoints, report.last) == (None, 1, made)
    # One that did not come everywhere is made up for soon.
    assert not notary.is_due(made.made + timedelta(minutes=59))
    assert notary.is_due(made.made + timedelta(minutes=61))


def test_one_is_made_at_the_start_and_one_a_day_from_then_on(store: Store, tmp_path: Path) -> None:
    notary = Notary(store, SIGNER, [Folder(tmp_path)])
    daily = Daily(notary)
    daily.start()
    wait_until(lambda: len(sealed(store)) == 1)
    daily.stop()
    (made,) = sealed(store)
    assert not notary.is_due(made.made + timedelta(hours=23))
    assert notary.is_due(made.made + timedelta(hours=24))
    assert len(list(tmp_path.iterdir())) == 1


def test_without_a_key_nothing_is_signed_and_nothing_is_due(store: Store) -> None:
    notary = Notary(store, None)
    assert not notary.is_due(NOON)
    with pytest.raises(ForewarnError, match="FOREWARN_AUDIT_KEY"):
        notary.seal()


def test_a_broken_audit_is_not_signed(store: Store, tmp_path: Path) -> None:
    store._gateway.write(AUDIT.bucket, ['audit,action=failure,chain=admin actor="eve" 1000'])
    with pytest.raises(BrokenAuditError, match=r"failure of PUMP-1, 1970-01-01 00:00:00 UTC.*was changed"):
        Notary(store, SIGNER, [Folder(tmp_path)]).seal()
    assert sealed(store) == []
    assert list(tmp_path.iterdir()) == []


def test_what_is_exported_is_plain_json_of_size_and_root(tmp_path: Path) -> None:
    Folder(tmp_path).send(MADE)
    found = json.loads(next(tmp_path.iterdir()).read_text())
    assert (found["size"], found["root"], found["key"]) == (3, MADE.root, SIGNER.public)
