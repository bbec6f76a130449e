"""Episodes and incidents for programs: chosen, page by page, each with what the asset sent around it."""

from typing import Any

import httpx
import pytest

V1 = "/api/v1"


def items(program: httpx.Client, path: str, **params: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = program.get(f"{V1}/{path}", params=params).json()["items"]
    return found


@pytest.mark.parametrize(("path", "name", "began"), [("episodes", "episode", "raised"), ("incidents", "id", "opened")])
def test_pages_hold_each_of_them_once_the_newest_first(program: httpx.Client, path: str, name: str, began: str) -> None:
    whole = items(program, path)
    assert len(whole) > 1
    assert [each[began] for each in whole] == sorted((each[began] for each in whole), reverse=True)
    seen, cursor = [], ""
    for _ in range(len(whole)):
        page = program.get(f"{V1}/{path}", params={"limit": 1, "cursor": cursor}).json()
        seen += [each[name] for each in page["items"]]
        cursor = page["next"] or ""
    assert (seen, cursor) == ([each[name] for each in whole], "")


@pytest.mark.parametrize("path", ["episodes", "incidents"])
def test_a_choice_is_of_asset_class_site_state_and_severity(program: httpx.Client, path: str) -> None:
    whole = items(program, path)
    for field, name in (("asset", "asset"), ("asset_class", "asset_class"), ("site", "site"), ("severity", "severity")):
        for value in {each[field] for each in whole}:
            assert items(program, path, **{name: value}) == [each for each in whole if each[field] == value]
    states = {state: items(program, path, state=state) for state in ("open", "ended")}
    assert sum(map(len, states.values())) == len(whole)


@pytest.mark.parametrize("path", [f"{V1}/episodes", f"{V1}/incidents", "/api/faults", "/api/incidents"])
def test_a_severity_that_there_is_not_is_refused_by_name(program: httpx.Client, path: str) -> None:
    reply = program.get(path, params={"severity": "CRITICAL"})
    problem = reply.json()
    problem = problem.get("error", problem)
    assert (reply.status_code, problem["field"]) == (422, "severity")
    assert "'critical'" in problem.get("detail", problem.get("message"))


@pytest.mark.parametrize(("path", "name", "began"), [("episodes", "episode", "raised"), ("incidents", "id", "opened")])
def test_one_is_found_by_its_id_with_what_led_to_it(program: httpx.Client, path: str, name: str, began: str) -> None:
    first = items(program, path, asset="PUMP-001")[0]
    one = program.get(f"{V1}/{path}/{first[name]}").json()
    assert one.get("incident", one)[name] == first[name]
    frame = program.get(f"{V1}/{path}/{first[name]}/context", params={"before_s": 3600, "after_s": 0}).json()
    assert (frame["asset"], frame["at"]) == ("PUMP-001", first[began])
    times = [each["time"] for each in frame["samples"]]
    assert times == sorted(times)
    assert all(each <= first[began] for each in times)


@pytest.mark.parametrize("path", ["episodes/none", "incidents/none", "episodes/none/context", "incidents/none/context"])
def test_one_that_there_is_not_is_a_problem(program: httpx.Client, path: str) -> None:
    reply = program.get(f"{V1}/{path}")
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")


def test_an_answer_with_a_key_is_given_once(program: httpx.Client) -> None:
    incident = items(program, "incidents")[0]["id"]
    said = {"verdict": "expected", "note": "tried with a key"}
    headers = {"Idempotency-Key": "answer-1"}
    replies = [program.post(f"{V1}/incidents/{incident}/feedback", json=said, headers=headers) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [201, 201]
    assert replies[0].json() == replies[1].json()
    told = program.get("/api/feedback", params={"incident": incident}).json()
    assert len([each for each in told if each["note"] == "tried with a key"]) == 1
    program.post(f"{V1}/incidents/{incident}/feedback", json={"verdict": "none"})
