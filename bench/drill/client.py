"""The store's HTTP API as a client of the drill sees it: an answer, or none."""

import csv
import gzip
import http.client
import io
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

from bench.door import Door
from bench.drill.ledger import Answer, Body, Point
from bench.drill.parts import ORG, TOKEN
from contract.errors import ForewarnError

BUCKET = "drill"
TIMEOUT_S = 30
_LAST_WORDS_S = 1.0


class Client(Door):
    """A client of the store that is killed."""

    def __init__(self, port: int) -> None:
        super().__init__(f"127.0.0.1:{port}", ORG, TOKEN, TIMEOUT_S)

    def create_bucket(self, name: str) -> Answer:
        """Make a bucket that keeps its points for ever."""
        _, found = self.ask("GET", f"/api/v2/orgs?org={ORG}")
        body = {"name": name, "orgID": json.loads(found)["orgs"][0]["id"], "retentionRules": []}
        return self._post("/api/v2/buckets", body)

    def has_bucket(self, name: str) -> bool:
        """Whether there is a bucket of a name."""
        _, found = self.ask("GET", f"/api/v2/buckets?name={name}")
        return bool(json.loads(found)["buckets"])

    def delete_nothing(self) -> Answer:
        """A deletion that no point matches: the journal begins a new segment for it."""
        where = urlencode({"org": ORG, "bucket": BUCKET})
        body = {"start": "1970-01-01T00:00:00Z", "stop": "2100-01-01T00:00:00Z", "predicate": '_measurement="none"'}
        return self._post(f"/api/v2/delete?{where}", body)

    def send(self, lines: bytes, *, zipped: bool) -> Answer:
        """Write line protocol, packed for the way or not."""
        body = gzip.compress(lines, 1) if zipped else lines
        return self._answered(lambda: self.write(BUCKET, "ns", body, zipped=zipped))

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
        status, answer = self.query(flux, {"annotations": [], "header": True})
        if status != http.HTTPStatus.OK:
            raise _fault(f"the store answers a query with {status}: {answer[:300]!r}")
        tables = answer.decode().replace("\r\n", "\n").split("\n\n")
        return [row for table in tables if table.strip() for row in csv.DictReader(io.StringIO(table.strip()))]

    def _post(self, path: str, body: object) -> Answer:
        return self._answered(lambda: self.ask("POST", path, json.dumps(body).encode()))

    def _answered(self, request: Callable[[], tuple[int, bytes]]) -> Answer:
        try:
            status, answer = request()
        except (OSError, http.client.HTTPException):
            self.close()
            return Answer.NONE
        if status < http.HTTPStatus.MULTIPLE_CHOICES:
            return Answer.ACKNOWLEDGED
        if status != http.HTTPStatus.SERVICE_UNAVAILABLE:
            raise _fault(f"the store answers with {status}: {answer[:300]!r}")
        return Answer.REFUSED


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
