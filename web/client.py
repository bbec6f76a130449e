"""Asking one service over HTTP: its answer, or one sentence for why there is none."""

import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx

from contract import outgoing
from contract.errors import ForewarnError, SettingsError

TIMEOUT_S = 10.0
MOST_ANSWER_BYTES = 16 * 2**20
"""Far more than any service that we ask has to say."""


class AnswerError(ForewarnError):
    """A service did not answer as it must; the text says how it did, and begins with its name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said; `headers` are known by any case of their names."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict, compare=False)

    def json(self) -> Any:
        """The JSON of a good answer. Raises `AnswerError` unless it is status 200 and JSON."""
        if self.status != 200:
            raise AnswerError(f"answers {self.status}: {self.body[:200].decode(errors='replace')}")
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise AnswerError("does not answer JSON") from error


class Client:
    """Asks one service; safe to share between threads.

    It follows no redirect, as a token is for who was asked, and keeps no connection, as an order must not be lost to
    one that has died at rest.

    Parameters
    ----------
    url : where the service is
    name : what a sentence calls it; its host and port where that is not given
    token, user : what it is shown, a bearer's token, or a name and a password
    timeout_s : for each step of a connection, and for the whole of the answer's body
    straight : past any proxy of the environment
    transport : what carries requests, in place of the network

    Raises `SettingsError` where the environment's proxy or certificates cannot be used.
    """

    def __init__(
        self,
        url: str,
        *,
        name: str = "",
        token: str | None = None,
        user: tuple[str, str] | None = None,
        timeout_s: float = TIMEOUT_S,
        straight: bool = False,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._url, self._timeout_s = url.rstrip("/"), timeout_s
        self._name = name or urlsplit(url).netloc
        self._client = httpx.Client(
            # What comes packed could be far longer than it looks.
            headers={"Accept-Encoding": "identity", **({"Authorization": f"Bearer {token}"} if token else {})},
            auth=user,
            timeout=timeout_s,
            trust_env=False,
            transport=transport or _network(url, straight=straight),
        )

    def ask(
        self,
        method: str,
        path: str = "",
        body: bytes | None = None,
        kind: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer to a request, whatever its status. Raises `AnswerError` where there is none."""
        said = {**({} if body is None else {"Content-Type": kind}), **(headers or {})}
        try:
            with self._client.stream(method, self._url + path, content=body, headers=said) as reply:
                return Answer(reply.status_code, self._whole(reply), reply.headers)
        except httpx.RemoteProtocolError as error:
            raise AnswerError(f"{self._name} does not answer in whole HTTP: {error}") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise AnswerError(outgoing.unreachable(self._name, error, "does not answer")) from error

    def _whole(self, reply: httpx.Response) -> bytes:
        """The body of an answer, which may neither be endless nor take for ever."""
        body, until = bytearray(), time.monotonic() + self._timeout_s
        for part in reply.iter_bytes():
            body += part
            if len(body) > MOST_ANSWER_BYTES:
                raise AnswerError(f"{self._name} answers more than {MOST_ANSWER_BYTES} bytes")
            if time.monotonic() > until:
                raise AnswerError(f"{self._name} does not come to the end of its answer")
        return bytes(body)


def _network(url: str, *, straight: bool) -> httpx.HTTPTransport:
    return httpx.HTTPTransport(
        # Where nothing is encrypted, nobody's certificates need to be read.
        verify=outgoing.trust(url) or ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
        proxy=None if straight else _proxy(url),
        limits=httpx.Limits(max_keepalive_connections=0),
        trust_env=False,
    )


def _proxy(url: str) -> httpx.Proxy | None:
    proxy = outgoing.proxy_for(url)
    try:
        return httpx.Proxy(proxy, ssl_context=outgoing.trust(proxy)) if proxy else None
    except httpx.InvalidURL:  # told without it, as it may hold a password
        raise SettingsError(f"{urlsplit(url).scheme.upper()}_PROXY: is no address") from None
