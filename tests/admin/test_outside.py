"""What is believed of a request: everything that a named proxy says, and nothing that anybody else does."""

import pytest
from starlette.types import Scope

from admin.outside import Outside, Proxies
from tests.admin.fixtures.server import settings

PROXY, FAR = "10.0.0.5", "10.0.1.9"
NAMED = {"FOREWARN_TRUSTED_PROXIES": "10.0.0.5, 10.0.1.0/24,2001:db8::/32"}


def see(peer: str, headers: dict[str, str] | list[tuple[str, str]], **given: str) -> Outside:
    """What is seen of a request from a peer."""
    pairs = headers.items() if isinstance(headers, dict) else headers
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in pairs]
    scope: Scope = {"type": "http", "headers": raw, "client": (peer, 5000)}
    return Proxies.of(settings(**given)).see(scope)


SAID = {
    "Host": "backend:8000",
    "X-Forwarded-For": "192.0.2.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "fw.plant.example",
    "X-Forwarded-Prefix": "/forewarn/",
}


def test_a_named_proxy_is_believed() -> None:
    found = see(PROXY, SAID, **NAMED)
    assert (found.client, found.scheme, found.root) == ("192.0.2.7", "https", "/forewarn")
    assert set(found.hosts) == {"backend:8000", "fw.plant.example"}
    assert found.is_ours("https://fw.plant.example/forewarn/sign-in")


@pytest.mark.parametrize("given", [{}, NAMED])
def test_nobody_else_is(given: dict[str, str]) -> None:
    found = see("198.51.100.1", SAID, **given)
    assert (found.client, found.scheme, found.root) == ("198.51.100.1", "http", "")
    assert set(found.hosts) == {"backend:8000"}


@pytest.mark.parametrize(
    ("peer", "line", "client"),
    [
        (PROXY, "1.2.3.4, 192.0.2.7", "192.0.2.7"),
        (PROXY, "1.2.3.4, 192.0.2.7, 10.0.1.9", "192.0.2.7"),
        (PROXY, "10.0.1.9", FAR),
        (PROXY, "", PROXY),
        (PROXY, "unknown", PROXY),
        (PROXY, "192.0.2.7, unknown, 10.0.1.9", FAR),
        (PROXY, "192.0.2.7:5000", "192.0.2.7"),
        ("2001:db8::5", "[2001:db9::7]:5000", "2001:db9::7"),
        ("::ffff:10.0.0.5", "192.0.2.7", "192.0.2.7"),
    ],
)
def test_the_client_is_the_last_on_the_way_that_is_no_named_proxy(peer: str, line: str, client: str) -> None:
    assert see(peer, {"X-Forwarded-For": line}, **NAMED).client == client


def test_several_headers_are_one_way() -> None:
    lines = [("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-For", "192.0.2.7"), ("X-Forwarded-For", "10.0.1.9")]
    assert see(PROXY, lines, **NAMED).client == "192.0.2.7"


@pytest.mark.parametrize(
    "prefix", ["forewarn", "//evil.example", "/a/../b", "/a//b", "/a b", '/"><script>', "/a\\b", "/" + "a" * 101, "/.."]
)
def test_a_prefix_that_is_no_plain_path_is_left_out(prefix: str) -> None:
    assert see(PROXY, {"X-Forwarded-Prefix": prefix}, **NAMED).root == ""


@pytest.mark.parametrize("host", ["evil.example/x", "a b", "[", "a:b", "<x>", "user@host"])
def test_a_host_that_is_none_is_left_out(host: str) -> None:
    assert see(PROXY, {"Host": host, "X-Forwarded-Host": host}, **NAMED).hosts == ()


def test_the_setting_says_it_where_no_proxy_does() -> None:
    found = see(PROXY, {"Host": "backend:8000"}, FOREWARN_ADMIN_URL="https://FW.plant.example:443/forewarn/")
    assert (found.client, found.scheme, found.root) == (PROXY, "https", "/forewarn")
    assert found.is_ours("https://fw.plant.example")
    assert found.is_ours("http://backend:8000/x")
    assert not found.is_ours("https://elsewhere.example")
    assert not found.is_ours("")


@pytest.mark.parametrize("source", ["http://[x", "https://[::1"])
def test_an_origin_that_is_no_address_is_told(source: str) -> None:
    with pytest.raises(ValueError, match="Invalid IPv6 URL"):
        see(PROXY, {"Host": "backend:8000"}).is_ours(source)
