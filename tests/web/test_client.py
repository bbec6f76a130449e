"""The one client: whatever answers, or does not, it is an answer or one sentence."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpx
import pytest

from contract.errors import SettingsError
from tests.support.answering import answering, babbling
from tests.support.ports import free_port
from web.client import Answer, AnswerError, Client

URL = "http://service.example"


def answered(handler: Any) -> Client:
    """A client whose requests go to a function."""
    return Client(URL, name="The service", token="t-1", transport=httpx.MockTransport(handler))


def told(asked: Client) -> str:
    """The sentence for why there is no answer."""
    with pytest.raises(AnswerError) as caught:
        asked.ask("GET", "/status")
    return str(caught.value)


def host(url: str) -> str:
    """What a sentence calls a service without a name."""
    return url.removeprefix("http://")


def test_a_request_carries_the_token_and_its_body_and_any_status_is_an_answer() -> None:
    seen: list[httpx.Request] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(409, json={"error": 1})

    assert answered(refuse).ask("POST", "/start", b"{}") == Answer(409, b'{"error":1}')
    assert (seen[0].method, str(seen[0].url), seen[0].content) == ("POST", f"{URL}/start", b"{}")
    assert seen[0].headers["authorization"] == "Bearer t-1"
    assert seen[0].headers["content-type"] == "application/json"


def test_a_user_is_named_as_http_does_it() -> None:
    def who(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=request.headers["authorization"])

    asked = Client(URL, user=("admin", "pässword"), transport=httpx.MockTransport(who))
    assert asked.ask("GET").body == b"Basic YWRtaW46cMOkc3N3b3Jk"


def test_a_redirect_is_an_answer_as_the_token_is_for_nobody_else() -> None:
    asked = answered(lambda _: httpx.Response(302, headers={"Location": "http://elsewhere.example"}))
    assert asked.ask("GET").status == 302


def test_only_a_good_answer_is_read_as_json() -> None:
    assert Answer(200, b'{"a": 1}').json() == {"a": 1}
    for answer, words in (
        (Answer(503, b"busy \xff"), "answers 503: busy"),
        (Answer(200, b"<html>"), "does not answer JSON"),
    ):
        with pytest.raises(AnswerError, match=words):
            answer.json()


@pytest.mark.parametrize(
    "greeting",
    [
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\x00\x01\x02",
        b"HTTP/9.9 what\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        b"",
    ],
    ids=["ssh", "bytes", "version", "header", "nothing"],
)
def test_what_speaks_no_http_is_said_not_to_answer_in_it(greeting: bytes) -> None:
    with babbling(greeting) as url:
        assert told(Client(url)).startswith(f"{host(url)} does not answer")


@pytest.mark.parametrize(
    "part",
    [b"Content-Length: 100\r\n\r\nhalf", b"Transfer-Encoding: chunked\r\n\r\nff\r\nhalf"],
    ids=["length", "chunks"],
)
def test_a_body_that_is_cut_is_no_answer(part: bytes) -> None:
    with babbling(b"HTTP/1.1 200 OK\r\n" + part) as url:
        assert "does not answer in whole HTTP" in told(Client(url))


def test_a_body_that_never_ends_holds_nobody() -> None:
    with babbling(b"HTTP/1.1 200 OK\r\n\r\nx", again=True) as url:
        assert "does not come to the end of its answer" in told(Client(url, timeout_s=0.5))


def test_a_huge_body_is_not_read_to_its_end() -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 2**20

    assert "answers more than 16777216 bytes" in told(answered(lambda _: httpx.Response(200, content=endless())))


def test_who_is_silent_or_not_there_is_told_with_the_reason() -> None:
    def silent(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("timed out", request=request)

    assert told(answered(silent)) == "The service does not answer: timed out"
    url = f"http://127.0.0.1:{free_port()}"
    assert told(Client(url)).startswith(f"{host(url)} does not answer: ")
    assert "does not answer" in told(Client("ftp://127.0.0.1"))


class Proxy(BaseHTTPRequestHandler):
    """A proxy that tells what it was asked for, and by whom."""

    def do_GET(self) -> None:
        told = f"{self.path} {self.headers['Proxy-Authorization']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_what_is_far_is_asked_through_the_proxy_of_the_environment_unless_the_way_is_straight(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with answering(Proxy) as url:
        monkeypatch.setenv("http_proxy", url.replace("//", "//user:word@"))
        far = "http://far.example.invalid:81"
        assert Client(far).ask("GET", "/x?y=1").body == f"{far}/x?y=1 Basic dXNlcjp3b3Jk".encode()
        assert "far.example.invalid:81 does not answer" in told(Client(far, straight=True))


def test_a_proxy_that_is_no_address_is_refused_by_its_name_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://user:word@proxy:port")
    with pytest.raises(SettingsError, match=r"^HTTP_PROXY: is no address$"):
        Client("http://far.example.invalid")
