"""Buckets, orgs, users, labels, and what needs no token."""

import pytest

from tests.http.talk import Talk

_TOO_LONG = "a retention rule's seconds cannot be more than 9223372036"
_NO_MEMBER = "failed to unmarshal json: json: cannot unmarshal"
_RULE = "Go struct field retentionRule.retentionRules"


def create(talk: Talk, **body: object) -> tuple[int, str, str]:
    return talk.ask("POST", "/api/v2/buckets", json={"orgID": talk.org_id, **body}).error


def test_a_bucket_is_renamed_and_its_points_go_with_it(talk: Talk) -> None:
    talk.write("m f=1 1")
    changed = talk.ask("PATCH", f"/api/v2/buckets/{talk.bucket_id}", json={"name": talk.bucket + "-new"})
    assert changed.status == 200
    talk.bucket += "-new"
    assert talk.values() == ["1"]


def test_a_deleted_bucket_is_gone_with_its_points(talk: Talk) -> None:
    talk.write("m f=1 1")
    assert talk.ask("DELETE", f"/api/v2/buckets/{talk.bucket_id}").status == 204
    assert talk.write("m f=1 1").status == 404
    talk.create_bucket(talk.bucket)
    assert talk.values() == []


@pytest.mark.parametrize(
    ("rules", "error"),
    [
        ([{"everySeconds": 60}], (500, "internal error", "retention policy duration must be at least 1h0m0s")),
        ([{"everySeconds": -1}], (422, "unprocessable entity", "expiration seconds cannot be negative")),
        ([{"everySeconds": 10**10}], (422, "unprocessable entity", _TOO_LONG)),
        ([{"everySeconds": 0, "shardGroupDurationSeconds": 10**10}], (422, "unprocessable entity", _TOO_LONG)),
        (
            [{"everySeconds": 10**30}],
            (400, "invalid", f"{_NO_MEMBER} number {10**30} into {_RULE}.everySeconds of type int64"),
        ),
        (
            [{"everySeconds": 1e99}],
            (
                400,
                "invalid",
                "failed to unmarshal json: json: cannot unmarshal number 1e+99 into Go struct field "
                "retentionRule.retentionRules.everySeconds of type int64",
            ),
        ),
        (
            "long",
            (
                400,
                "invalid",
                "failed to unmarshal json: json: cannot unmarshal string into Go struct field "
                "postBucketRequest.retentionRules of type []tenant.retentionRule",
            ),
        ),
    ],
)
def test_a_retention_that_makes_no_sense_is_refused(talk: Talk, rules: object, error: tuple[int, str, str]) -> None:
    assert create(talk, name="odd", retentionRules=rules) == error


@pytest.mark.parametrize(
    ("properties", "why"),
    [
        (True, "bool into Go struct field Label.properties of type map[string]string"),
        ({"color": {}}, "object into Go struct field Label.properties of type string"),
    ],
)
def test_properties_of_a_label_are_texts(talk: Talk, properties: object, why: str) -> None:
    label = {"orgID": talk.org_id, "name": "odd", "properties": properties}
    answer = talk.ask("POST", "/api/v2/labels", json=label)
    assert answer.error == (400, "invalid", f"{_NO_MEMBER} {why}")


def test_a_property_without_a_value_is_an_empty_text(talk: Talk) -> None:
    label = {"orgID": talk.org_id, "name": "plain", "properties": {"color": None}}
    made = talk.ask("POST", "/api/v2/labels", json=label).json["label"]
    assert made["properties"] == {"color": ""}


def test_a_shorter_retention_hides_nothing_but_refuses_old_writes(talk: Talk) -> None:
    rule = {"type": "expire", "everySeconds": 3600, "shardGroupDurationSeconds": 3600}
    changed = talk.ask("PATCH", f"/api/v2/buckets/{talk.bucket_id}", json={"retentionRules": [rule]})
    assert changed.json["retentionRules"] == [rule]
    assert talk.write("m f=1 1").status == 422


def test_lists_come_in_pages(talk: Talk) -> None:
    first = talk.ask("GET", "/api/v2/buckets", params={"limit": 1}).json
    second = talk.ask("GET", first["links"]["next"]).json
    assert len(first["buckets"]) == len(second["buckets"]) == 1
    assert first["buckets"][0]["id"] < second["buckets"][0]["id"]
    backwards = talk.ask("GET", "/api/v2/buckets", params={"descending": "true"}).json["buckets"]
    assert backwards[0]["name"] == talk.bucket


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"limit": "0"}, "limit must be between 1 and 100"),
        ({"limit": "101"}, "limit must be between 1 and 100"),
        ({"limit": "x"}, "limit is invalid"),
        ({"offset": "x"}, "offset is invalid"),
        ({"descending": "maybe"}, "descending is invalid"),
    ],
)
def test_a_page_that_cannot_be_is_refused(talk: Talk, parameters: dict[str, str], message: str) -> None:
    assert talk.ask("GET", "/api/v2/buckets", params=parameters).error == (400, "invalid", message)


def test_the_system_buckets_cannot_be_deleted(talk: Talk) -> None:
    found = talk.ask("GET", "/api/v2/buckets", params={"name": "_tasks"}).json["buckets"][0]
    assert talk.ask("DELETE", f"/api/v2/buckets/{found['id']}").status == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v2/tasks"),
        ("GET", "/api/v2/dashboards/0000000000000001/cells"),
        ("POST", "/api/v2/orgs"),
        ("POST", "/api/v2/users"),
        ("GET", "/api/v2/orgs/0000000000000001/secrets"),
        ("POST", "/api/v2/query/ast"),
        ("PUT", "/api/v2/me/password"),
    ],
)
def test_what_the_embedded_store_lacks_is_refused_by_name(talk: Talk, method: str, path: str) -> None:
    text = f"{method} {path} is part of InfluxDB's API that the embedded store does not support"
    assert talk.ask(method, path).error == (501, "not implemented", text)


def test_an_unknown_path_is_not_found_and_asks_for_a_token_first(talk: Talk) -> None:
    assert talk.ask("GET", "/api/v2/nonsense").error == (404, "not found", "path not found")
    assert talk.ask("GET", "/api/v2/nonsense", token="").error == (401, "unauthorized", "unauthorized access")
    assert talk.ask("GET", "/nonsense", token="").error == (404, "not found", "path not found")


@pytest.mark.parametrize("path", ["/health", "/ready", "/ping", "/metrics"])
def test_what_load_balancers_ask_is_answered_to_head_as_to_get(talk: Talk, path: str) -> None:
    asked, wanted = (talk.ask(method, path, token="") for method in ("HEAD", "GET"))
    assert (asked.status, asked.headers.get("Content-Type")) == (wanted.status, wanted.headers.get("Content-Type"))
    assert asked.text == ""


def test_health_ready_ping_and_metrics_need_no_token(talk: Talk) -> None:
    assert talk.ask("GET", "/health", token="").json["status"] == "pass"
    assert talk.ask("GET", "/ready", token="").json["status"] == "ready"
    assert talk.ask("HEAD", "/ping", token="").status == 204
    talk.write("m f=1 1\nm f=2 2")
    metrics = talk.ask("GET", "/metrics", token="").text
    assert 'fluxlite_http_requests_total{path="/api/v2/write",status="204"}' in metrics
    assert "# TYPE fluxlite_series gauge" in metrics


def test_the_version_stands_on_every_answer_errors_too(talk: Talk) -> None:
    for path in ("/ping", "/api/v2/nonsense", "/api/v2/buckets/x"):
        headers = talk.ask("GET", path).headers
        assert headers["X-Influxdb-Version"] == "v2.9.1-fluxlite"
        assert headers["X-Influxdb-Build"] == "embedded"


def test_header_names_keep_their_capitals(talk: Talk) -> None:
    import http.client

    connection = http.client.HTTPConnection(talk.url.removeprefix("http://"))
    connection.request("GET", "/api/v2/me")
    names = [name for name, _ in connection.getresponse().getheaders()]
    connection.close()
    assert {"Content-Type", "X-Influxdb-Version", "X-Platform-Error-Code"} <= set(names)


@pytest.mark.parametrize(
    ("predicate", "status"), [("_measurement=m", 204), ("a=b AND (c != d and e=1)", 204), ("a", 400), ("_field=f", 501)]
)
def test_predicates_are_obeyed_or_refused(talk: Talk, predicate: str, status: int) -> None:
    body = {"start": "1970-01-01T00:00:00Z", "stop": "1970-01-02T00:00:00Z", "predicate": predicate}
    given = {"org": talk.org, "bucket": talk.bucket}
    assert talk.ask("POST", "/api/v2/delete", params=given, json=body).status == status
