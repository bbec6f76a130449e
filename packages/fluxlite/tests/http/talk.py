"""Plain HTTP to a store, for the tests of this folder."""

import json
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx


@dataclass(frozen=True)
class Answer:
    """What the store answered."""

    status: int
    headers: httpx.Headers
    text: str

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)

    @property
    def error(self) -> tuple[int, str, str]:
        """Status, code and message of an error; the code stands in the header too."""
        assert self.headers["X-Platform-Error-Code"] == self.json["code"]
        return self.status, self.json["code"], self.json["message"]


class Talk:
    """A client with a token, and a bucket that most of its requests are about."""

    def __init__(self, url: str, token: str, org: str) -> None:
        self.url, self.token, self.org = url, token, org
        self.bucket = self.bucket_id = self.org_id = ""
        self._client = httpx.Client(base_url=url, timeout=60)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def ask(self, method: str, path: str, *, token: str | None = None, **arguments: Any) -> Answer:
        """One request; `token=""` sends none."""
        secret = self.token if token is None else token
        headers = {"Authorization": f"Token {secret}"} if secret else {}
        headers |= arguments.pop("headers", {})
        reply = self._client.request(method, path, headers=headers, **arguments)
        return Answer(reply.status_code, reply.headers, reply.text)

    def create_bucket(self, name: str) -> None:
        """Make a bucket and talk about it from now on."""
        self.org_id = self.ask("GET", "/api/v2/orgs", params={"org": self.org}).json["orgs"][0]["id"]
        body = {"orgID": self.org_id, "name": name, "retentionRules": []}
        answer = self.ask("POST", "/api/v2/buckets", json=body)
        assert answer.status == 201, answer.text
        self.bucket, self.bucket_id = name, answer.json["id"]

    def write(self, body: str | bytes, *, token: str | None = None, **parameters: Any) -> Answer:
        """Write line protocol."""
        headers = parameters.pop("headers", {})
        given = {"org": self.org, "bucket": self.bucket, **parameters}
        return self.ask("POST", "/api/v2/write", token=token, params=given, content=body, headers=headers)

    def query(self, flux: str, *, token: str | None = None, **body: Any) -> Answer:
        """Ask a query; `$b` stands for the bucket's name."""
        request = {"query": flux.replace("$b", self.bucket), **body}
        return self.ask("POST", "/api/v2/query", token=token, params={"org": self.org}, json=request)

    def values(self) -> list[str]:
        """The values of all points of the bucket, in order."""
        answer = self.query('from(bucket: "$b") |> range(start: 1970-01-01T00:00:00Z)')
        assert answer.status == 200, answer.text
        rows = [line.split(",") for line in answer.text.split("\r\n") if line]
        return [row[6] for row in rows if row[1] == "_result"]

    def grant(self, *permissions: tuple[str, str]) -> dict[str, Any]:
        """A new token with rights on buckets, each an action and a bucket's id."""
        granted = [
            {"action": action, "resource": {"type": "buckets", "id": bucket, "orgID": self.org_id}}
            for action, bucket in permissions
        ]
        answer = self.ask("POST", "/api/v2/authorizations", json={"orgID": self.org_id, "permissions": granted})
        assert answer.status == 201, answer.text
        made: dict[str, Any] = answer.json
        return made
