"""A server that answers as Grafana 12.3.3, Telegraf and the admin do, cut down to what is read of their answers."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from grafana.generate import FILES
from tests.support.answering import answering

PASSWORD = "a-password-of-grafana"


def healthy() -> dict[str, Any]:
    """What each path answers where everything is provisioned."""
    built = [build() for build in FILES.values()]
    rules = [rule for document in built for group in document.get("groups", []) for rule in group["rules"]]
    return {
        "/api/health": {"database": "ok", "version": "12.3.3"},
        "/api/search": [
            {"uid": board["uid"], "title": board["title"], "type": "dash-db"} for board in built if "panels" in board
        ],
        "/api/datasources/uid/forewarn-influx/health": {
            "message": "datasource is working. 4 buckets found",
            "status": "OK",
        },
        "/api/prometheus/grafana/api/v1/rules": {
            "status": "success",
            "data": {
                "groups": [
                    {
                        "name": "fleet",
                        "rules": [
                            {"uid": rule["uid"], "name": rule["title"], "state": "inactive", "health": "ok"}
                            for rule in rules
                        ],
                    }
                ]
            },
        },
        "/healthz": {"status": "pass", "failing": []},
        "/": {},
    }


@contextmanager
def serving(answers: dict[str, Any]) -> Iterator[str]:
    """The server's address; a path that `answers` lacks is 404, and Grafana's want its user."""
    wanted = "Basic " + base64.b64encode(f"admin:{PASSWORD}".encode()).decode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path.startswith("/api/") and self.headers["Authorization"] != wanted:
                return self._say(401, {"message": "Invalid username or password"})
            if path not in answers:
                return self._say(404, {"message": "Not found"})
            return self._say(
                503 if answers[path].__class__ is dict and answers[path].get("failing") else 200, answers[path]
            )

        def _say(self, status: int, answer: Any) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Keep quiet."""

    with answering(Handler) as url:
        yield url
