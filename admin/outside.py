"""How the admin is reached: behind a proxy its address, scheme and path are others for people than for itself.

What a proxy says of that in `X-Forwarded-*` headers is believed only where the settings name it, as anybody can write
them. Without a proxy that says it, the setting FOREWARN_ADMIN_URL does.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Self
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contract.networks import networks
from contract.settings import Settings

_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_ROOT = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]{1,100}){0,8}")
_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Outside:
    """One request as its sender sees it: `root` is the path below which the admin is mounted, "" for none.

    `hosts` are those by which a page of ours may have been asked, in lower case, the likeliest first; `client` is the
    sender's address.
    """

    scheme: str
    hosts: tuple[str, ...]
    root: str
    client: str

    @classmethod
    def of(cls, request: HTTPConnection) -> Self:
        """That of a request; of one that failed before it was looked at, nothing is known."""
        found: Self = request.scope.get("outside") or cls("http", (), "", "")
        return found

    @property
    def address(self) -> str:
        """Where the admin is for the sender, without a slash at the end; "" where no host is known."""
        return f"{self.scheme}://{self.hosts[0]}{self.root}" if self.hosts else ""

    def is_ours(self, source: str) -> bool:
        """Whether an Origin or Referer is a page of ours. Raises `ValueError` where it is no address at all."""
        parts = urlsplit(source)
        return bool(parts.netloc) and _bare(parts.scheme, parts.netloc) in self.hosts


@dataclass(frozen=True, slots=True)
class Proxies:
    """The proxies that are believed, and the address that people use where none of them says it."""

    named: Sequence[IPv4Network | IPv6Network] = ()
    scheme: str = "http"
    host: str = ""
    root: str = ""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those of the settings."""
        parts = urlsplit(settings.forewarn_admin_url or "http:")
        host = _bare(parts.scheme, parts.netloc)
        return cls(networks(settings.forewarn_trusted_proxies), parts.scheme, host, parts.path.rstrip("/"))

    def see(self, scope: Scope) -> Outside:
        """What a request says of itself, as far as it is believed."""
        headers, peer = Headers(scope=scope), (scope.get("client") or ("", 0))[0]
        is_named = self._names(peer)
        said = {name: _last(headers, f"x-forwarded-{name}") if is_named else "" for name in ("proto", "host", "prefix")}
        scheme = said["proto"].lower() if said["proto"].lower() in _PORTS else self.scheme
        hosts = (said["host"], self.host, headers.get("host", ""))
        return Outside(
            scheme=scheme,
            hosts=tuple(_bare(scheme, host) for host in hosts if _HOST.fullmatch(host)),
            root=_root(said["prefix"]) or self.root,
            client=self._client(peer, headers) if is_named else peer,
        )

    def _client(self, peer: str, headers: Headers) -> str:
        """The last address on the way that is no named proxy: what is written before it anybody may have written."""
        way = [part.strip() for line in headers.getlist("x-forwarded-for") for part in line.split(",")]
        found = peer
        for text in reversed(way):
            address = _address(text)
            if not address:
                break
            found = address
            if not self._names(address):
                break
        return found

    def _names(self, text: str) -> bool:
        address = _address(text)
        return bool(address) and any(ip_address(address) in network for network in self.named)


class FromOutside:
    """ASGI middleware: inside, paths begin at the admin's own root; outside, addresses that it names are whole."""

    def __init__(self, app: ASGIApp, proxies: Proxies) -> None:
        self.app, self.proxies = app, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, and its answer back."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        outside = self.proxies.see(scope)

        async def with_root(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("location", "").startswith("/"):
                    headers["location"] = outside.root + headers["location"]
            await send(message)

        # A proxy may leave its prefix in the path or take it away.
        path = _below(outside.root, scope["path"])
        await self.app({**scope, "outside": outside, "path": path, "root_path": ""}, receive, with_root)


def local(path: str) -> str:
    """A path of this server, `/` for anything else: signing in must not send people elsewhere."""
    plain = path.isprintable() and "\\" not in path and " " not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else "/"


def _below(root: str, path: str) -> str:
    return path[len(root) :] or "/" if root and f"{path}/".startswith(f"{root}/") else path


def _root(prefix: str) -> str:
    prefix = prefix.rstrip("/")
    return prefix if _ROOT.fullmatch(prefix) else ""


def _last(headers: Headers, name: str) -> str:
    """What the nearest proxy said."""
    lines = headers.getlist(name)
    return lines[-1].rpartition(",")[2].strip() if lines else ""


def _bare(scheme: str, host: str) -> str:
    return host.lower().removesuffix(_PORTS.get(scheme, ":"))


def _address(text: str) -> str:
    """The address in a word such as `192.0.2.7`, `192.0.2.7:5000`, `[2001:db8::7]:5000`; "" where there is none."""
    bare = text.removeprefix("[").partition("]")[0] if text.startswith("[") else text
    bare = bare.partition(":")[0] if bare.count(":") == 1 else bare
    try:
        address = ip_address(bare)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
