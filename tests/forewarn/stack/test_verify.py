"""`forewarn verify` as a user sees it, on a real store; one server stands in for Grafana, Telegraf and the admin."""

import copy
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forewarn.stack import services
from grafana.generate import FILES
from store.gateway import Gateway
from store.points import Point, encode
from store.provision import COMPONENTS
from tests.forewarn.stack.stand_in import PASSWORD, healthy, serving
from tests.support.answering import babbling
from tests.support.command import forewarn
from tests.support.provisioned import provisioned
from tests.support.store import RunningStore

RULES = "/api/prometheus/grafana/api/v1/rules"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningStore, Path]]:
    """A store that is set up, with fresh telemetry and risk, and the folder of its tokens."""
    folder = tmp_path_factory.mktemp("tokens")
    with provisioned(folder) as store, Gateway(store.url, store.token, store.org) as gateway:
        tags = {"asset": "PUMP-001", "asset_class": "machine", "site": "north"}
        now = time.time_ns()
        gateway.write("telemetry", encode([Point("telemetry", tags, {"run_state": "run"}, now)]))
        risk = Point("risk", tags, {"risk": 1.0, "level": 0, "reason": "as expected"}, now)
        gateway.write("health", encode([risk, Point("worker", {"component": "worker"}, {"lag_s": 0.4}, now)]))
        yield store, folder


def verify(
    ready: tuple[RunningStore, Path], answers: dict[str, Any], tokens: Path | None = None, password: str = PASSWORD
) -> subprocess.CompletedProcess[str]:
    store, folder = ready
    environment = {
        "INFLUX_URL": store.url,
        "INFLUX_TOKEN": store.token,
        "FOREWARN_GRAFANA_PASSWORD": password,
    }
    with serving(answers) as url:
        places = [word for part in ("telegraf", "admin", "grafana") for word in (f"--{part}", url)]
        return forewarn("verify", "--tokens", str(tokens or folder), *places, environment=environment)


def lines(result: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """Each check's mark and words, by what is checked."""
    return {line[5:41].strip(): line[:5].strip() + " " + line[42:] for line in result.stdout.splitlines()}


def test_a_sound_stack_passes_with_a_line_for_each_of_its_parts(ready: tuple[RunningStore, Path]) -> None:
    result = verify(ready, healthy())
    assert result.returncode == 0, result.stdout + result.stderr
    found = lines(result)
    boards = [name for name in FILES if name.startswith("dashboards/")]
    assert len([name for name in found if name.startswith("dashboard ")]) == len(boards)
    assert {f"token of {component}" for component in COMPONENTS} <= set(found)
    assert {"bucket telemetry", "bucket health", "bucket rollup", "bucket config"} <= set(found)
    assert found["token of collector"] == "ok may write telemetry"
    assert found["bucket config"] == "ok keeps everything"
    assert found["rule forewarn-warning-or-worse"].startswith("ok ")


def test_a_dashboard_or_a_rule_that_is_not_there_fails_by_its_name(ready: tuple[RunningStore, Path]) -> None:
    answers = healthy()
    answers["/api/search"] = [board for board in answers["/api/search"] if board["uid"] != "forewarn-fleet"]
    answers[RULES]["data"]["groups"] = []
    result = verify(ready, answers)
    assert result.returncode == 1
    assert lines(result)["dashboard forewarn-fleet"] == "FAIL Grafana does not have it"
    assert lines(result)["rule forewarn-warning-or-worse"] == "FAIL Grafana does not have it"


def test_a_rule_that_cannot_be_evaluated_fails_and_one_that_fires_or_waits_does_not(
    ready: tuple[RunningStore, Path],
) -> None:
    for change, words in (
        ({"health": "error", "lastError": "no such bucket"}, "FAIL cannot be evaluated: no such bucket"),
        ({"state": "firing"}, "ok Asset at warning or worse: firing"),
        ({"health": "unknown"}, "ok Asset at warning or worse: not evaluated yet"),
    ):
        answers = copy.deepcopy(healthy())
        for rule in answers[RULES]["data"]["groups"][0]["rules"]:
            rule.update(change)
        assert lines(verify(ready, answers))["rule forewarn-warning-or-worse"] == words


def test_a_data_source_that_does_not_work_and_an_admin_that_fails_say_why(ready: tuple[RunningStore, Path]) -> None:
    answers = healthy()
    answers["/api/datasources/uid/forewarn-influx/health"] = {"status": "ERROR", "message": "unauthorized access"}
    answers["/healthz"] = {"status": "fail", "failing": ["worker"]}
    found = lines(verify(ready, answers))
    assert found["data source"] == "FAIL unauthorized access"
    assert found["admin"].endswith("says that it fails: worker")


def test_a_wrong_password_of_grafana_is_one_line_and_not_one_for_each_dashboard(
    ready: tuple[RunningStore, Path],
) -> None:
    found = lines(verify(ready, healthy(), password="not-this-one"))
    assert found["grafana"].startswith("FAIL answers 401")
    assert not [name for name in found if name.startswith("dashboard")]


def test_a_token_that_the_store_does_not_know_or_that_is_missing_fails(
    ready: tuple[RunningStore, Path], tmp_path: Path
) -> None:
    for name in COMPONENTS:
        (tmp_path / f"{name}.token").write_text((ready[1] / f"{name}.token").read_text("utf-8"), "utf-8")
    (tmp_path / "worker.token").write_text("made up", encoding="utf-8")
    (tmp_path / "grafana.token").unlink()
    found = lines(verify(ready, healthy(), tokens=tmp_path))
    assert found["token of worker"].endswith("the store does not know it; run `forewarn init`")
    assert "No such file" in found["token of grafana"]
    assert found["token of admin"].startswith("ok ")


def test_services_that_do_not_answer_fail_one_by_one(ready: tuple[RunningStore, Path]) -> None:
    store, folder = ready
    environment = {"INFLUX_URL": store.url, "INFLUX_TOKEN": store.token, "FOREWARN_GRAFANA_PASSWORD": PASSWORD}
    nobody = [word for part in ("telegraf", "admin", "grafana") for word in (f"--{part}", "http://127.0.0.1:9")]
    result = forewarn("verify", "--tokens", str(folder), *nobody, environment=environment)
    assert result.returncode == 1
    found = lines(result)
    assert all("127.0.0.1:9 does not answer" in found[name] for name in ("telegraf", "admin", "grafana"))
    assert found["token of admin"].startswith("ok ")


def test_what_does_not_speak_http_is_told_as_one_that_does_not_answer() -> None:
    with babbling(b"\x20\x02\x00\x05 not HTTP\r\n\r\n") as url:
        found = services.telegraf(url)
    assert not found.ok
    assert "does not answer" in found.text
