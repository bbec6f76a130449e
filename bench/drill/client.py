"""The store's HTTP API as a client of the drill sees it: an answer, or none."""

import csv
import gzip
import http.client
import io
import json
import time
from datetime import UTC, datetime
from urllib.parse import urlencode

from bench.drill.ledger import Answer, Body, Point
from bench.drill.victim import ORG, TOKEN
from contract.errors import ForewarnError

BUCKET = "drill"
TIMEOUT_S = 30
_LAST_WORDS_S = 1.0


class Client:
    """One connection at a time."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def create_bucket(self, name: str) -> Answer:
        """Make a bucket that keeps its points for ever."""
        _, found = self._ask("GET", f"/api/v2/orgs?org={ORG}")
        body = {"name": name, "orgID": json.loads(found)["orgs"][0]["id"], "retentionRules": []}
        return self._answer("POST", "/api/v2/buckets", json.dumps(body).encode())

    def has_bucket(self, name: str) -> bool:
        """Whether there is a bucket of a name."""
        _, found = self._ask("GET", f"/api/v2/buckets?name={name}")
        return bool(json.loads(found)["buckets"])

    def delete_nothing(self) -> Answer:
        """A deletion that no point matches: the journal begins a new segment for it."""
        where = urlencode({"org": ORG, "bucket": BUCKET})
        body = {"start": "1970-01-01T00:00:00Z", "stop": "2100-01-01T00:00:00Z", "predicate": '_measurement="none"'}
        return self._answer("POST", f"/api/v2/delete?{where}", json.dumps(body).encode())

    def write(self, lines: bytes, *, zipped: bool) -> Answer:
        """Write line protocol."""
        where = urlencode({"org": ORG, "bucket": BUCKET, "precision": "ns"})
        body, headers = (gzip.compress(lines, 1), {"Content-Encoding": "gzip"}) if zipped else (lines, {})
        return self._answer("POST", f"/api/v2/write?{where}", body, headers)

    def points(self, round_number: int) -> list[tuple[Point, bool]]:
        """The points of a round that the store shows, each with whether it is as it was sent."""
        fields: dict[str, list[tuple[Point, bool]]] = {"f": [], "s": []}
        of_round = f'range(start: 0) |> filter(fn: (r) => r.round == "{round_number}")'
        for row in self._rows(f'from(bucket: "{BUCKET}") |> {of_round}'):
            number = int(row["_value"].removeprefix("x"))
            fields[row["_field"]].append(((int(row["writer"]), number), row["_time"] == _time_of(number)))
        both = {point for point, _ in fields["f"]} & {point for point, _ in fields["s"]}
        half = [(point, False) for point, _ in fields["s"] if point not in both]
        return [(point, right and point in both) for point, right in fields["f"]] + half

    def counts(self) -> dict[int, int]:
        """How many points of each round the store counts."""
        of_field = 'range(start: 0) |> filter(fn: (r) => r._field == "s") |> group(columns: ["round"]) |> count()'
        rows = self._rows(f'from(bucket: "{BUCKET}") |> {of_field}')
        return {int(row["round"]): int(row["_value"]) for row in rows}

    def _rows(self, flux: str) -> list[dict[str, str]]:
        body = json.dumps({"query": flux, "dialect": {"annotations": [], "header": True}}).encode()
        status, answer = self._ask("POST", f"/api/v2/query?org={ORG}", body)
        if status != http.HTTPStatus.OK:
            raise _fault(f"the store answers a query with {status}: {answer[:300]!r}")
        tables = answer.decode().replace("\r\n", "\n").split("\n\n")
        return [row for table in tables if table.strip() for row in csv.DictReader(io.StringIO(table.strip()))]

    def _answer(self, method: str, path: str, body: bytes, headers: dict[str, str] | None = None) -> Answer:
        try:
            status, answer = self._ask(method, path, body, headers or {})
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return Answer.NONE
        if status < http.HTTPStatus.MULTIPLE_CHOICES:
            return Answer.ACKNOWLEDGED
        if status != http.HTTPStatus.SERVICE_UNAVAILABLE:
            raise _fault(f"{method} {path} is answered with {status}: {answer[:300]!r}")
        return Answer.REFUSED

    def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        given = {"Authorization": f"Token {TOKEN}", "Content-Type": "application/json", **(headers or {})}
        self._connection.request(method, path, body, given)
        reply = self._connection.getresponse()
        return reply.status, reply.read()


def _fault(text: str) -> ForewarnError:
    """An answer that no store should give; what the store logs of it comes a moment behind the answer."""
    time.sleep(_LAST_WORDS_S)
    return ForewarnError(text)


def lines(round_number: int, body: Body) -> bytes:
    """The points of a body: a point's number stands in its time and in both fields."""
    begin = f"drill,round={round_number},writer={body.writer}"
    return "\n".join(f'{begin} f={n},s="x{n}" {n}000000000' for n in range(body.first, body.stop)).encode()


def _time_of(number: int) -> str:
    return datetime.fromtimestamp(number, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
