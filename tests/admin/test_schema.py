"""The API and its schema say the same: schemathesis asks each route as the schema has it, and as it forbids it."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.admin.fixtures.server import TOKEN, RunningAdmin

CONFIG = Path(__file__).with_name("schemathesis.toml")


def test_no_answer_is_one_that_the_schema_does_not_describe(controlling: RunningAdmin, tmp_path: Path) -> None:
    schemathesis = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG), "run", "--no-color"]
    where = [f"{controlling.url}/api/openapi.json", "--header", f"Authorization: Bearer {TOKEN}"]
    ran = subprocess.run(
        [*schemathesis, *where], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=240
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_schema_says_which_routes_ask_for_credentials(program: httpx.Client) -> None:
    schema = program.get("/api/openapi.json").json()
    assert set(schema["components"]["securitySchemes"]) == {"token", "session"}
    open_paths = {
        path
        for path, operations in schema["paths"].items()
        if not any(each["security"] for each in operations.values())
    }
    assert open_paths == {"/healthz"}


def test_a_body_that_is_no_text_is_refused_by_its_name(program: httpx.Client) -> None:
    reply = program.post("/predict", content=b"\xff\xfe", headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.json()["error"]["field"]) == (422, "body")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/api/maintenance", "GET, HEAD, POST"), ("/api/trials/1", "GET, HEAD, DELETE"), ("/api/fleet", "GET, HEAD")],
)
def test_another_method_is_told_those_of_all_routes_of_the_path(program: httpx.Client, path: str, allowed: str) -> None:
    reply = program.request("TRACE", path)
    assert (reply.status_code, reply.headers["Allow"]) == (405, allowed)


def test_a_failing_health_is_described_as_a_sound_one(program: httpx.Client) -> None:
    answers = program.get("/api/openapi.json").json()["paths"]["/healthz"]["get"]["responses"]
    assert answers["503"]["content"] == answers["200"]["content"]
