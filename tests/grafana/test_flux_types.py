"""Every query that ships is type-checked by InfluxData's own Flux language server, where it can be had.

`npm ci` puts the package beside `flux-lint/lint.js`, once; without node, npm or the package these tests skip.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from store import queries
from store.sources.own import OWN
from store.sources.place import ALL

LINT = Path(__file__).parent / "flux-lint"
_VARIABLE = re.compile(r"\$\{(\w+):\w+\}|\$(\w+)")


@pytest.fixture(scope="module")
def node() -> str:
    """The node to run the linter with; skips where it or the package cannot be had."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found is None or npm is None:
        pytest.skip("node and npm are not installed")
    if not (LINT / "node_modules" / ".package-lock.json").exists():
        install(npm)
    return found


def install(npm: str) -> None:
    """Fetch what package-lock.json pins, or skip with npm's words."""
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0", "--fetch-timeout=20000"]
    try:
        done = subprocess.run(command, cwd=LINT, capture_output=True, text=True, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        pytest.skip("npm did not fetch the Flux language server in time")
    if done.returncode:
        reason = next((line for line in done.stderr.splitlines() if "error" in line), "it gave no reason")
        pytest.skip(f"npm cannot fetch the Flux language server: {reason}")


def errors(node: str, sources: Mapping[str, str]) -> dict[str, list[str]]:
    """What the language server finds in each source."""
    command = [node, str(LINT / "lint.js")]
    done = subprocess.run(command, input=json.dumps(sources), capture_output=True, text=True, timeout=120, check=True)
    found: dict[str, list[str]] = json.loads(done.stdout[done.stdout.index("{") :])
    return found


def filled_in(name: str) -> str:
    """A shipped query as Grafana would send it, whatever its variables are."""
    variables: dict[str, Any] = {
        named or plain: ["value"] if named else "value" for named, plain in _VARIABLE.findall(queries.source(name))
    }
    return queries.render(name, start=0, **{**variables, "rows": OWN.rows(ALL), "named": ".+"})


def test_every_shipped_query_is_sound_flux(node: str) -> None:
    found = errors(node, {name: filled_in(name) for name in queries.names()})
    assert found == {name: [] for name in queries.names()}


def test_a_wrong_argument_an_unknown_name_and_a_missing_bracket_are_found(node: str) -> None:
    bad = {
        "argument": 'from(bucket: "a") |> range(begin: -1h)',
        "name": 'from(bucket: "a")\n    |> range(start: -1h)\n    |> foobar()',
        "bracket": 'from(bucket: "a"',
    }
    found = errors(node, bad)
    assert "unexpected argument begin" in found["argument"][0]
    assert found["name"] == ["3:8 undefined identifier foobar"]
    assert found["bracket"]


def test_the_lock_file_names_no_server() -> None:
    assert "resolved" not in (LINT / "package-lock.json").read_text(encoding="utf-8")
