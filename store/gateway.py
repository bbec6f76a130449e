"""The one door to InfluxDB: write lines, read Flux into arrays. All other code of ours reaches the store through it."""

import copy
import gzip
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from influxdb_client.rest import ApiException
from urllib3.exceptions import HTTPError

from contract import outgoing
from contract.errors import AnswerTooLargeError, GatewayError
from store import client as official
from store.annotated_csv import Block, parse
from store.frame import Frame, join

MOST_SAID = 1000
"""Characters of a server's message that are passed on: a line that it refuses may be megabytes long."""
UNKNOWN_TOKEN = 401
_PART = 2**18
"""Bytes that are read at once of an answer whose length is watched."""
_RETRY_LATER = frozenset({UNKNOWN_TOKEN, 403, 404, 408, 429})
"""Statuses below 500 that time can heal: a token may be granted, a bucket made, a limit may pass."""


class Gateway:
    """A connection to one organisation of an InfluxDB 2 server; safe to share between threads.

    Where the server does not know the token (any more), it is asked for `again`, as it may have been replaced.
    """

    def __init__(
        self, url: str, token: str, org: str, *, timeout_s: float = 30, again: Callable[[], str] | None = None
    ) -> None:
        self.url, self.org, self._timeout_s, self._again = url.rstrip("/"), org, timeout_s, again
        # Within a machine there is no line to be spared.
        self._encoding = "identity" if outgoing.is_loopback(urlsplit(self.url).hostname or "") else "gzip"
        # Typed as Any: the library is annotated in part only.
        self.client: Any = official.client(
            self.url, token, org, timeout=int(timeout_s * 1000), connection_pool_maxsize=16, retries=False
        )

    @property
    def address(self) -> dict[str, str]:
        """The arguments that open another gateway to the same store with the same rights; the token is a secret."""
        return {"url": self.url, "token": self.client.token, "org": self.org}

    def patient(self, timeout_s: float) -> Self:
        """The same connection, whose requests are given up after `timeout_s` seconds of silence."""
        other = copy.copy(self)
        other._timeout_s = timeout_s
        return other

    def write(self, bucket: str, lines: Iterable[str]) -> None:
        """Store line protocol with nanosecond timestamps; returns once the server has it.

        Raises `GatewayError`: permanent where the server refuses these lines, as the same request fails again.
        """
        try:
            body = "\n".join(lines).encode()
        except UnicodeEncodeError as error:
            raise GatewayError(f"a text is not Unicode: {error.reason}", permanent=True) from None
        if body:
            self._write(bucket, body)

    def knock(self, bucket: str) -> None:
        """Ask whether lines for a bucket would be taken; raises `GatewayError` as `write` does, and stores nothing."""
        self._write(bucket, b"# a comment, as a token that may only write can ask for nothing")

    def _write(self, bucket: str, body: bytes) -> None:
        self._request(
            "POST",
            "/api/v2/write",
            query={"org": self.org, "bucket": bucket, "precision": "ns"},
            headers={"Content-Type": "text/plain; charset=utf-8", "Content-Encoding": "gzip"},
            body=gzip.compress(body, 1),
        ).drain_conn()  # else the connection could not be used again

    def query(self, flux: str) -> Frame:
        """Run Flux and give all rows of its answer as one frame. Raises `GatewayError` with the server's message."""
        return join(self.blocks(flux))

    def blocks(self, flux: str) -> list[Block]:
        """Run Flux and give the answer's tables, those of one schema together."""
        return self._asked(flux, None)

    def blocks_within(self, flux: str, most: int) -> list[Block]:
        """The same; raises `AnswerTooLargeError` for an answer of more than `most` bytes, of which no more are read."""
        return self._asked(flux, most)

    def _asked(self, flux: str, most: int | None) -> list[Block]:
        dialect = {"header": True, "delimiter": ",", "annotations": ["datatype", "group", "default"]}
        reply = self._request(
            "POST",
            "/api/v2/query",
            query={"org": self.org},
            headers={"Content-Type": "application/json", "Accept-Encoding": self._encoding},
            body={"query": flux, "type": "flux", "dialect": dialect},
        )
        return list(parse(self._body(reply, most)))

    def ping(self) -> str:
        """The server's version, as it answers /ping; raises `GatewayError` where nobody answers."""
        reply = self._request("GET", "/ping")
        reply.drain_conn()
        return str(reply.headers.get("X-Influxdb-Version", ""))

    def health(self) -> str:
        """The server's version, as it answers /health; raises `GatewayError` with its words where it says it fails.

        The embedded store does so while its disk is full.
        """
        reply = self._request("GET", "/health")
        return str(reply.headers.get("X-Influxdb-Version", ""))

    def date(self) -> str:
        """The server's clock, as the Date header of an answer (RFC 9110)."""
        reply = self._request("GET", "/ping")
        reply.drain_conn()
        return str(reply.headers.get("Date", ""))

    def close(self) -> None:
        """Give the connections back."""
        self.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Any:
        """One call through the official client, which authenticates and pools; its errors become ours."""
        try:
            return self.client.api_client.call_api(
                path,
                method,
                query_params=list((query or {}).items()),
                header_params=dict(headers or {}),
                body=body,
                auth_settings=[],
                _preload_content=False,
                _return_http_data_only=True,
                _request_timeout=int(self._timeout_s * 1000),
                urlopen_kw={},
            )
        except ApiException as error:
            if error.status == UNKNOWN_TOKEN and self._renew():
                return self._request(method, path, query, headers, body)
            if (reason := official.unanswered(self.url, error)) is not None:
                raise GatewayError(reason, permanent=False) from error
            status = int(error.status or 0)
            permanent = 400 <= status < 500 and status not in _RETRY_LATER
            said = _said(error)
            raise GatewayError(f"{status} {_cut(said)}", permanent=permanent, status=status, answer=said) from error
        except (HTTPError, OSError) as error:
            raise GatewayError(outgoing.unreachable(self.url, error), permanent=False) from error

    def _body(self, reply: Any, most: int | None) -> bytes:
        """All of an answer; one that breaks off, as its server died, is an error as one that never came."""
        try:
            return bytes(reply.data) if most is None else _at_most(reply, most)
        except (HTTPError, OSError) as error:
            raise GatewayError(outgoing.unreachable(self.url, error), permanent=False) from error

    def _renew(self) -> bool:
        """Go on with another token, where there is one, and so does everybody who shares the connection."""
        token = self._again() if self._again else self.client.token
        if token == self.client.token:
            return False
        self.client.token = token
        self.client.api_client.default_headers["Authorization"] = f"Token {token}"
        return True


def _at_most(reply: Any, most: int) -> bytes:
    """The body of an answer; the connection of one that is larger is closed, which ends the query."""
    body = bytearray()
    for part in reply.stream(_PART):
        body += part
        if len(body) > most:
            reply.close()
            raise AnswerTooLargeError(most)
    reply.release_conn()
    return bytes(body)


def _said(error: ApiException) -> str:
    """The server's own words, where it sent any."""
    return str(getattr(error, "message", "") or error.reason or error.body or "no message")


def _cut(said: str) -> str:
    """Its words without the megabytes of ours that they may repeat."""
    return said if len(said) <= MOST_SAID else f"{said[:MOST_SAID]}…"
