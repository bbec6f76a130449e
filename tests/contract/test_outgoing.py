"""How our clients go out: straight to what is near, past a proxy to what is far, and to whom they can trust."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract import outgoing
from contract.errors import GatewayError, SettingsError
from store.gateway import Gateway
from store.provision import works
from tests.support.command import forewarn
from tests.support.store import RunningStore
from web.client import AnswerError, Client

DEAD = "http://127.0.0.1:9"
SECRET = "a-very-secret-token-0123456789"


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of a company: a proxy, and no word of what is near."""
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, DEAD)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("proxied")
@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("http://127.0.0.1:8086", None),
        ("http://127.8.8.8", None),
        ("http://[::1]:8086", None),
        ("https://localhost:8086", None),
        ("http://influxdb:8086", None),
        ("http://store.example.com", DEAD),
        ("https://10.0.0.7:8086", DEAD),
        ("http://[2001:db8::1]:8086", DEAD),
    ],
)
def test_only_what_is_far_is_asked_through_the_proxy_of_the_environment(url: str, proxy: str | None) -> None:
    assert outgoing.proxy_for(url) == proxy


@pytest.mark.usefixtures("proxied")
def test_what_no_proxy_names_is_asked_straight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "example.com")
    assert outgoing.proxy_for("http://store.example.com") is None


def test_a_proxy_that_is_not_spoken_to_by_http_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "socks5://user:word@proxy:1080")
    with pytest.raises(SettingsError, match="HTTP_PROXY: only a proxy that speaks HTTP") as caught:
        outgoing.proxy_for("http://store.example.com")
    assert "word" not in str(caught.value)


@pytest.mark.usefixtures("proxied")
def test_every_client_of_ours_reaches_this_machine_past_a_proxy(store: RunningStore) -> None:
    assert Client(store.url).ask("GET", "/ping").status == 204
    assert works(store.url, store.token)
    with Gateway(store.url, store.token, store.org) as gateway:
        assert gateway.ping()


@pytest.mark.usefixtures("proxied")
def test_a_store_elsewhere_is_asked_through_the_proxy() -> None:
    with (
        Gateway("http://store.example.invalid", "any", "forewarn", timeout_s=5) as gateway,
        pytest.raises(GatewayError, match=r"127\.0\.0\.1.*9|proxy"),
    ):
        gateway.ping()


@pytest.fixture(scope="module")
def own_ca(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the key `k.pem` and the certificate `c.pem` that a plant has signed itself."""
    folder = tmp_path_factory.mktemp("ca")
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    files = ["-addext", names, "-keyout", str(folder / "k.pem"), "-out", str(folder / "c.pem")]
    try:
        subprocess.run([*command, *files], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed: no certificate can be made")
    return folder


@pytest.fixture(scope="module")
def behind_tls(store: RunningStore, own_ca: Path) -> Iterator[str]:
    """The store's address behind TLS with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_ca / "c.pem", own_ca / "k.pem")
    back = ("127.0.0.1", int(store.url.rpartition(":")[2]))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        accepting = threading.Thread(target=_serve, args=(listener, context, back), daemon=True)
        accepting.start()
        yield f"https://localhost:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        accepting.join(30)


def _serve(listener: socket.socket, context: ssl.SSLContext, back: tuple[str, int]) -> None:
    while True:
        try:
            raw, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_exchange, args=(raw, context, back), daemon=True).start()


def _exchange(raw: socket.socket, context: ssl.SSLContext, back: tuple[str, int]) -> None:
    """One request and its answer."""
    raw.settimeout(30)
    with raw, socket.create_connection(back, timeout=30) as inner:
        try:
            with context.wrap_socket(raw, server_side=True) as line:
                while b"\r\n\r\n" not in (head := line.recv(65536)):
                    inner.sendall(head)
                inner.sendall(head.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
                while answer := inner.recv(65536):
                    line.sendall(answer)
        except OSError:
            return


@pytest.mark.parametrize("name", ["FOREWARN_CA_FILE", "SSL_CERT_FILE"])
def test_a_ca_of_one_s_own_is_trusted_once_it_is_named(
    behind_tls: str, store: RunningStore, own_ca: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, str(own_ca / "c.pem"))
    assert Client(behind_tls).ask("GET", "/ping").status == 204
    assert works(behind_tls, store.token)
    with Gateway(behind_tls, store.token, store.org) as gateway:
        assert gateway.ping()


def test_a_certificate_that_is_not_trusted_is_told_in_one_sentence_with_the_setting(
    behind_tls: str, store: RunningStore
) -> None:
    wanted = r"its certificate is not trusted \(self.signed certificate\); FOREWARN_CA_FILE or SSL_CERT_FILE can name"
    with Gateway(behind_tls, store.token, store.org) as gateway, pytest.raises(GatewayError, match=wanted):
        gateway.ping()
    with pytest.raises(GatewayError, match=wanted):
        works(behind_tls, store.token)
    with pytest.raises(AnswerError, match=wanted):
        Client(behind_tls).ask("GET", "/ping")


def test_a_file_that_holds_no_certificate_stops_the_process_with_its_name(tmp_path: Path) -> None:
    for file in (tmp_path / "none.pem", Path(__file__)):
        done = forewarn("doctor", environment={"FOREWARN_CA_FILE": str(file), "INFLUX_TOKEN": "any"})
        assert done.returncode == 2
        assert done.stderr.startswith(f"forewarn: FOREWARN_CA_FILE: {file} holds no certificates")


@pytest.mark.parametrize("token", [f"{SECRET}\n", f" {SECRET}", f"{SECRET}\nX-Evil: 1", f"{SECRET}é", f"{SECRET}\0"])
def test_no_command_prints_a_token_whatever_is_wrong_with_it(store: RunningStore, token: str) -> None:
    if "\0" in token:
        with pytest.raises(SettingsError, match="INFLUX_TOKEN") as caught:
            Gateway(store.url, token, store.org)
        assert SECRET not in str(caught.value)
        return
    done = forewarn("doctor", environment={"INFLUX_URL": store.url, "INFLUX_TOKEN": token})
    assert SECRET not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    if token.strip() != SECRET:
        assert done.stderr.startswith("forewarn: INFLUX_TOKEN: holds a ")


def test_a_token_that_ends_with_a_line_break_is_the_token(store: RunningStore) -> None:
    given = {"INFLUX_URL": store.url, "INFLUX_ORG": store.org, "INFLUX_TOKEN": f"{store.token}\n"}
    assert forewarn("query", "buckets()", environment=given).returncode == 0
