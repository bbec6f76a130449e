"""Questions of the golden suite in InfluxQL: the files in `cases/influxql/`, and how they are asked."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.golden.asking import PREFIX, fresh_bucket
from tests.golden.cases import FOLDER
from tests.http.talk import Talk

BASE = 1_767_225_600
"""Seconds since 1970 of the data's time 0, the beginning of 2026."""
SHORT = {"$day": "time >= '2026-01-01T00:00:00Z' AND time < '2026-01-01T00:05:00Z'"}


@dataclass(frozen=True, slots=True)
class InfluxQLCase:
    """A request to /query of version 1."""

    name: str
    q: str
    params: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "GET"
    form: bool = False
    auth: str = "Token {token}"


@cache
def cases() -> list[InfluxQLCase]:
    """The questions, in the files' order."""
    found = []
    for path in sorted((FOLDER / "influxql").glob("*.toml")):
        if path.stem != "data":
            data = tomllib.loads(path.read_text(encoding="utf-8"))
            found += [_case(f"{path.stem}: {name}", given) for name, given in data.items()]
    return found


def _case(name: str, given: str | dict[str, Any]) -> InfluxQLCase:
    values = {"q": given} if isinstance(given, str) else given
    for short, text in SHORT.items():
        values = {**values, "q": values["q"].replace(short, text)}
    return InfluxQLCase(name, **values)


def fill(talk: Talk) -> list[str]:
    """Store the points that the questions are about; gives the ids of their buckets."""
    data = tomllib.loads((FOLDER / "influxql" / "data.toml").read_text(encoding="utf-8"))
    ids = []
    for name, lines in data["buckets"].items():
        fresh_bucket(talk, PREFIX + name)
        moved = re.sub(r" (\d+)$", lambda match: f" {int(match[1]) + BASE}", lines.strip(), flags=re.MULTILINE)
        reply = talk.write(moved, precision="s")
        assert reply.status == 204, (name, reply.text)
        ids.append(talk.bucket_id)
    return ids


def ask(talk: Talk, case: InfluxQLCase) -> dict[str, Any]:
    """The answer to a question."""
    given = {key: value.replace("{token}", talk.token) for key, value in case.params.items()}
    params = {"db": f"{PREFIX}v1", "q": case.q, **given}
    auth = {"Authorization": case.auth.replace("{token}", talk.token)} if case.auth else {}
    way = {"data": params} if case.form else {"params": params}
    headers = {"Accept": "application/json", **case.headers, **auth}
    reply = talk.ask(case.method, "/query", token="", headers=headers, **way)
    return {"status": reply.status, "type": reply.headers.get("Content-Type", ""), "body": reply.text}
