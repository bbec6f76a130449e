"""Asks a live server all questions again: `python -m tests.fluxlite.golden.record`, or `make golden`.

The server is the one that FOREWARN_TEST_INFLUX_URL, _TOKEN and _ORG name. Its answers replace `answers.json`.
"""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.fluxlite.golden.asking import ask_query, ask_write, fill
from tests.fluxlite.golden.cases import suite
from tests.fluxlite.http.talk import Talk

ANSWERS = Path(__file__).parent / "answers.json"


def recorded(talk: Talk) -> dict[str, Any]:
    """All questions with a server's answers; its buckets of this suite are gone afterwards."""
    asked = suite()
    version = talk.ask("GET", "/ping").headers["X-Influxdb-Version"]
    buckets = fill(talk, asked)
    found = {
        "server": {"version": version, "recorded": datetime.now(UTC).date().isoformat()},
        "writes": {case.name: ask_write(talk, case) for case in asked.writes},
        "queries": {case.name: {"flux": case.flux, **ask_query(talk, case)} for case in asked.queries},
    }
    for bucket in buckets:
        talk.ask("DELETE", f"/api/v2/buckets/{bucket}")
    return found


def main() -> None:
    """Record, and say what was recorded."""
    given = [os.environ.get(f"FOREWARN_TEST_INFLUX_{name}") for name in ("URL", "TOKEN", "ORG")]
    if None in given:
        sys.exit("FOREWARN_TEST_INFLUX_URL, FOREWARN_TEST_INFLUX_TOKEN and FOREWARN_TEST_INFLUX_ORG name the server")
    with Talk(*map(str, given)) as talk:
        found = recorded(talk)
    ANSWERS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(found['writes'])} writes, {len(found['queries'])} queries, {found['server']}")


if __name__ == "__main__":
    main()
