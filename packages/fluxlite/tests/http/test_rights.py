"""What a token may do, and that it may do nothing else."""

import pytest

from tests.http.talk import Talk

RANGE = 'from(bucket: "$b") |> range(start: 1970-01-01T00:00:00Z, stop: 1970-01-01T00:00:01Z)'


@pytest.fixture
def reader(talk: Talk) -> str:
    return str(talk.grant(("read", talk.bucket_id))["token"])


@pytest.fixture
def writer(talk: Talk) -> str:
    return str(talk.grant(("write", talk.bucket_id))["token"])


def test_a_readers_token_reads_and_does_not_write(talk: Talk, reader: str) -> None:
    talk.write("m f=1 1")
    assert ",1,f,m" in talk.query(RANGE, token=reader).text
    assert talk.write("m f=2 2", token=reader).error == (403, "forbidden", "insufficient permissions for write")
    assert talk.values() == ["1"]


def test_a_writers_token_writes_and_does_not_read(talk: Talk, writer: str) -> None:
    assert talk.write("m f=1 1", token=writer).status == 204
    missing = f'failed to initialize execute state: could not find bucket "{talk.bucket}"'
    assert talk.query(RANGE, token=writer).error == (404, "not found", missing)


def test_a_bucket_id_opens_no_side_door(talk: Talk, writer: str) -> None:
    flux = f'from(bucketID: "{talk.bucket_id}") |> range(start: -1h)'
    assert talk.query(flux, token=writer).status == 404


def test_to_writes_only_where_the_token_may(talk: Talk, reader: str) -> None:
    talk.write("m f=1 1")
    answer = talk.query(f'{RANGE} |> to(bucket: "$b")', token=reader)
    assert answer.status in (401, 403, 404, 400, 500)
    assert talk.values() == ["1"]


def test_deleting_points_needs_the_rights_to_read_and_to_write(talk: Talk, reader: str, writer: str) -> None:
    talk.write("m f=1 1")
    body = {"start": "1970-01-01T00:00:00Z", "stop": "1970-01-02T00:00:00Z"}
    given = {"org": talk.org, "bucket": talk.bucket}
    for token in (reader, writer):
        refused = talk.ask("POST", "/api/v2/delete", token=token, params=given, json=body)
        assert refused.error == (403, "forbidden", "insufficient permissions to delete")
        assert talk.values() == ["1"]
    both = talk.grant(("read", talk.bucket_id), ("write", talk.bucket_id))["token"]
    assert talk.ask("POST", "/api/v2/delete", token=both, params=given, json=body).status == 204
    assert talk.values() == []


@pytest.mark.parametrize(
    ("method", "body"),
    [
        ("DELETE", None),
        ("PATCH", {"name": "renamed"}),
        ("PATCH", {"retentionRules": [{"type": "expire", "everySeconds": 3600, "shardGroupDurationSeconds": 3600}]}),
    ],
)
def test_a_token_for_the_points_of_a_bucket_neither_drops_renames_nor_expires_it(
    talk: Talk, method: str, body: dict[str, object] | None
) -> None:
    talk.write("m f=1 1")
    both = talk.grant(("read", talk.bucket_id), ("write", talk.bucket_id))["token"]
    refused = talk.ask(method, f"/api/v2/buckets/{talk.bucket_id}", token=both, json=body)
    assert refused.error == (401, "unauthorized", f"write:orgs/{talk.org_id}/buckets is unauthorized")
    assert talk.values() == ["1"]


def test_a_token_for_all_buckets_of_the_org_drops_one(talk: Talk) -> None:
    resource = {"type": "buckets", "orgID": talk.org_id}
    granted = [{"action": action, "resource": resource} for action in ("read", "write")]
    made = talk.ask("POST", "/api/v2/authorizations", json={"orgID": talk.org_id, "permissions": granted}).json
    talk.create_bucket("to-be-dropped")
    assert talk.ask("DELETE", f"/api/v2/buckets/{talk.bucket_id}", token=made["token"]).status == 204


def test_the_administration_shows_a_token_only_what_it_may_read(talk: Talk, reader: str) -> None:
    names = [one["name"] for one in talk.ask("GET", "/api/v2/buckets", token=reader).json["buckets"]]
    assert names == [talk.bucket]
    assert talk.ask("GET", "/api/v2/authorizations", token=reader).json["authorizations"] == []
    assert talk.ask("GET", "/api/v2/orgs", token=reader).json["orgs"] == []
    assert talk.ask("GET", "/api/v2/me", token=reader).status == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v2/buckets"),
        ("PATCH", "/api/v2/buckets/{id}"),
        ("DELETE", "/api/v2/buckets/{id}"),
        ("POST", "/api/v2/authorizations"),
        ("POST", "/api/v2/labels"),
    ],
)
def test_a_readers_token_changes_nothing(talk: Talk, reader: str, method: str, path: str) -> None:
    everything = [{"action": "read", "resource": {"type": "buckets", "orgID": talk.org_id}}]
    body = {"orgID": talk.org_id, "name": "x", "permissions": everything}
    answer = talk.ask(method, path.format(id=talk.bucket_id), token=reader, json=body)
    assert answer.error[:2] == (401, "unauthorized")


def test_a_token_gives_away_only_rights_that_it_has(talk: Talk) -> None:
    resource = {"type": "authorizations", "orgID": talk.org_id}
    granted = [{"action": "write", "resource": resource}, {"action": "read", "resource": resource}]
    body = {"orgID": talk.org_id, "permissions": granted}
    keeper = talk.ask("POST", "/api/v2/authorizations", json=body).json["token"]
    more = {"orgID": talk.org_id, "permissions": [{"action": "read", "resource": {"type": "buckets"}}]}
    answer = talk.ask("POST", "/api/v2/authorizations", token=keeper, json=more)
    assert answer.error == (403, "forbidden", f"permission read:orgs/{talk.org_id}/buckets is not allowed")


def test_a_token_that_is_switched_off_does_nothing_until_it_is_switched_on(talk: Talk) -> None:
    made = talk.grant(("write", talk.bucket_id), ("read", talk.bucket_id))
    path = f"/api/v2/authorizations/{made['id']}"
    assert talk.ask("PATCH", path, json={"status": "inactive"}).json["status"] == "inactive"
    refused = talk.write("m f=1 1", token=made["token"])
    assert refused.error == (403, "forbidden", "insufficient permissions for write: token is inactive")
    assert talk.query(RANGE, token=made["token"]).status == 404
    talk.ask("PATCH", path, json={"status": "active"})
    assert talk.write("m f=1 1", token=made["token"]).status == 204
    assert talk.ask("DELETE", path).status == 204
    assert talk.write("m f=1 1", token=made["token"]).status == 401


def test_a_token_is_shown_once_and_kept_as_a_digest(talk: Talk) -> None:
    made = talk.grant(("read", talk.bucket_id))
    shown = talk.ask("GET", f"/api/v2/authorizations/{made['id']}").json
    assert len(made["token"]) >= 86
    assert shown["token"] == ""
    assert shown["permissions"][0]["resource"]["name"] == talk.bucket


@pytest.mark.parametrize(
    ("permission", "why"),
    [
        ({"action": ["read"]}, "array into Go struct field Permission.permissions.action of type influxdb.Action"),
        ({"resource": True}, "bool into Go struct field Permission.permissions.resource of type influxdb.Resource"),
        (
            {"resource": {"type": ["buckets"]}},
            "array into Go struct field Resource.permissions.resource.type of type influxdb.ResourceType",
        ),
        (
            {"resource": {"type": "buckets", "id": 5}},
            "number into Go struct field Resource.permissions.resource.id of type *platform.ID",
        ),
    ],
)
def test_a_permission_of_wrong_types_is_refused(talk: Talk, permission: dict[str, object], why: str) -> None:
    body = {"orgID": talk.org_id, "permissions": [{"action": "read", "resource": {"type": "buckets"}, **permission}]}
    answer = talk.ask("POST", "/api/v2/authorizations", json=body)
    assert answer.error == (400, "invalid", f"invalid json structure: json: cannot unmarshal {why}")
