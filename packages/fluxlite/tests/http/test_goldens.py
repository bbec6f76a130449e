"""What a real InfluxDB 2.9.1 answered: the recordings beside the repository, replayed against a store of ours.

Every divergence stands here with its reason; any other one fails.
"""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.store import ROOT, RunningStore

GOLDEN = ROOT / "../../../shared/golden"
KNOWN_CONVERSATIONS = {
    "write: broken compression": "a cut gzip body is the client's fault (400); 500 makes clients repeat it for ever",
}

pytestmark = pytest.mark.skipif(not GOLDEN.is_dir(), reason="the recordings (../shared/golden) are not here")


@pytest.fixture(scope="module")
def fresh() -> Iterator[dict[str, str]]:
    """The environment of the recorders, for a store of their own."""
    with RunningStore(org="golden-org") as store:
        yield {**os.environ, "INFLUX_URL": store.url, "INFLUX_TOKEN": store.token, "INFLUX_ORG": store.org}


def tool(environment: dict[str, str], *arguments: object) -> str:
    """What one of the recorders prints."""
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=150, check=False)
    assert not done.stderr, done.stderr
    return done.stdout


def differing(recorded: Path) -> Iterator[str]:
    """The names of the cases whose answers differ from the recorded ones, with the difference."""
    spec = importlib.util.spec_from_file_location("golden_diff", GOLDEN / "diff.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    expected: Any = json.loads((GOLDEN / "answers-2.9.1.json").read_text())
    found: Any = json.loads(recorded.read_text())
    for kind in ("writes", "queries"):
        for want, have in zip(expected[kind], found[kind], strict=True):
            difference = module.difference(want, have)
            if difference:
                yield f"{kind}: {want['name']}: {difference}"


def test_all_recorded_writes_and_queries_are_answered_alike(fresh: dict[str, str], tmp_path: Path) -> None:
    tool(fresh, GOLDEN / "record.py", GOLDEN / "cases.json", tmp_path / "got.json")
    assert list(differing(tmp_path / "got.json")) == []


def test_all_recorded_conversations_go_alike(fresh: dict[str, str]) -> None:
    answers = GOLDEN / "http_answers-2.9.1.json"
    printed = tool(fresh, GOLDEN / "record_http.py", GOLDEN / "http_cases.json", "--compare", answers)
    names = {case["name"] for case in json.loads((GOLDEN / "http_cases.json").read_text())["conversations"]}
    differing_ones = {line for line in printed.splitlines() if line in names}
    assert differing_ones == set(KNOWN_CONVERSATIONS), printed
