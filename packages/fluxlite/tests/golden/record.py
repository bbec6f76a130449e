"""Asks a live server all questions again: `python -m tests.golden.record`, or `make golden`.

The server is the one that FOREWARN_TEST_INFLUX_URL, _TOKEN and _ORG name. Its answers replace `answers.json`,
`wire_answers.json` and `influxql_answers.json`; an argument (`flux`, `wire`, `influxql`) limits it to one of them.
"""

import json
import os
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from tests.golden import influxql, wire
from tests.golden.asking import ask_query, ask_write, fill
from tests.golden.cases import suite
from tests.http.talk import Talk

ANSWERS = Path(__file__).parent / "answers.json"
OTHERS = {"wire": ANSWERS.with_name("wire_answers.json"), "influxql": ANSWERS.with_name("influxql_answers.json")}
"""Where the answers to the other kinds of questions are kept."""


@cache
def recording(kind: str) -> dict[str, Any]:
    """What the real server answered to one of the other kinds of questions."""
    found: dict[str, Any] = json.loads(OTHERS[kind].read_text(encoding="utf-8"))
    return found


def server(talk: Talk) -> dict[str, str]:
    """Which server answers, and the day."""
    version = talk.ask("GET", "/ping").headers["X-Influxdb-Version"]
    return {"version": version, "recorded": datetime.now(UTC).date().isoformat()}


def recorded_wire(talk: Talk) -> dict[str, Any]:
    """All requests about the wire with a server's answers."""
    return {case.name: wire.ask(talk, case) for case in wire.cases()}


def recorded_influxql(talk: Talk) -> dict[str, Any]:
    """All questions in InfluxQL with a server's answers."""
    buckets = influxql.fill(talk)
    found = {case.name: {"q": case.q, **influxql.ask(talk, case)} for case in influxql.cases()}
    for bucket in buckets:
        talk.ask("DELETE", f"/api/v2/buckets/{bucket}")
    return found


def recorded(talk: Talk) -> dict[str, Any]:
    """All questions with a server's answers; its buckets of this suite are gone afterwards."""
    asked = suite()
    buckets = fill(talk, asked)
    found = {
        "server": server(talk),
        "writes": {case.name: ask_write(talk, case) for case in asked.writes},
        "queries": {case.name: {"flux": case.flux, **ask_query(talk, case)} for case in asked.queries},
    }
    for bucket in buckets:
        talk.ask("DELETE", f"/api/v2/buckets/{bucket}")
    return found


def main() -> None:
    """Record, and say what was recorded."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else "all"
    given = [os.environ.get(f"FOREWARN_TEST_INFLUX_{name}") for name in ("URL", "TOKEN", "ORG")]
    if None in given:
        sys.exit("FOREWARN_TEST_INFLUX_URL, FOREWARN_TEST_INFLUX_TOKEN and FOREWARN_TEST_INFLUX_ORG name the server")
    with Talk(*map(str, given)) as talk:
        if wanted in ("all", "flux"):
            _keep(ANSWERS, recorded(talk))
        for name, record in (("wire", recorded_wire), ("influxql", recorded_influxql)):
            if wanted in ("all", name):
                _keep(OTHERS[name], {"server": server(talk), "answers": record(talk)})


def _keep(path: Path, found: dict[str, Any]) -> None:
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(path.name, found["server"], {name: len(items) for name, items in found.items() if name != "server"})


if __name__ == "__main__":
    main()
