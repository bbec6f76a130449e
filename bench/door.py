"""An HTTP API, asked with as little between as there can be: what is measured or killed is the store, or the admin."""

import http.client
import json
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode


class Door:
    """A connection a thread, kept open between requests."""

    def __init__(self, host: str, org: str, token: str, timeout_s: float = 300, scheme: str = "Token") -> None:
        self._host, self.org, self._timeout_s = host, org, timeout_s
        self._key = f"{scheme} {token}"
        self._local, self._open = threading.local(), list[http.client.HTTPConnection]()

    def close(self) -> None:
        """Close the connections of all threads; the next request opens one anew."""
        for connection in self._open:
            connection.close()

    def write(self, bucket: str, precision: str, lines: bytes, *, zipped: bool = True) -> tuple[int, bytes]:
        """Write line protocol, which is `zipped` or not."""
        where = urlencode({"org": self.org, "bucket": bucket, "precision": precision})
        return self.ask("POST", f"/api/v2/write?{where}", lines, {"Content-Encoding": "gzip"} if zipped else {})

    def query(self, flux: str, dialect: Mapping[str, Any]) -> tuple[int, bytes]:
        """The CSV of an answer to a query."""
        body = json.dumps({"query": flux, "dialect": dialect}).encode()
        return self.ask("POST", f"/api/v2/query?{urlencode({'org': self.org})}", body)

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Status and body of an answer, whatever it says. Raises `OSError` or `HTTPException` where there is none."""
        if not hasattr(self._local, "connection"):
            self._local.connection = http.client.HTTPConnection(self._host, timeout=self._timeout_s)
            self._open.append(self._local.connection)
        given = {"Authorization": self._key, "Content-Type": "application/json", **(headers or {})}
        self._local.connection.request(method, path, body, given)
        reply = self._local.connection.getresponse()
        return reply.status, reply.read()
