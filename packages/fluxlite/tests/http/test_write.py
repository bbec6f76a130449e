"""The door of /api/v2/write: what comes in, and what is refused."""

import gzip

import pytest

from tests.http.talk import Talk

ZIPPED = {"Content-Encoding": "gzip"}


def test_points_are_there_when_the_write_is_answered(talk: Talk) -> None:
    assert talk.write("m,t=a f=1 1\nm,t=a f=2 2").status == 204
    assert talk.values() == ["1", "2"]


@pytest.mark.parametrize("body", [b"m f=1 1\nm f=2 2", b"m f=1 1\n" * 20_000 + b"m f=2 2"])
def test_zipped_bodies_small_and_large_are_read(talk: Talk, body: bytes) -> None:
    assert talk.write(gzip.compress(body), headers=ZIPPED).status == 204
    assert talk.values() == ["1", "2"]


def test_a_body_in_several_gzip_members_is_read_whole(talk: Talk) -> None:
    assert talk.write(gzip.compress(b"m f=1 1\n") + gzip.compress(b"m f=2 2"), headers=ZIPPED).status == 204
    assert talk.values() == ["1", "2"]


def test_a_body_in_more_gzip_members_than_any_client_sends_is_refused(talk: Talk) -> None:
    status, code, message = talk.write(gzip.compress(b"m f=1 1\n") * 100_000, headers=ZIPPED).error
    assert (status, code) == (400, "invalid")
    assert message == "unable to read data: gzip: more than 1024 members"
    assert talk.write(gzip.compress(b"m f=1 1\n") * 1000, headers=ZIPPED).status == 204


@pytest.mark.parametrize("cut", [1, 8, 12, 30])
def test_a_cut_zipped_body_is_the_clients_fault(talk: Talk, cut: int) -> None:
    body = gzip.compress(b"m f=1 1\nm f=2 2\nmeasurement field=3 3")
    answer = talk.write(body[:-cut], headers=ZIPPED)
    assert answer.error == (400, "invalid", "unable to read data: unexpected EOF")
    assert talk.values() == []


def test_a_damaged_zipped_body_is_the_clients_fault(talk: Talk) -> None:
    body = bytearray(gzip.compress(b"m f=1 1"))
    body[-6] ^= 0xFF
    status, code, message = talk.write(bytes(body), headers=ZIPPED).error
    assert (status, code) == (400, "invalid")
    assert message.startswith("unable to read data: gzip: ")


@pytest.mark.parametrize("body", [b"", b"\n\n", b"# note\n", b"   "])
def test_a_body_without_points_is_fine(talk: Talk, body: bytes) -> None:
    assert talk.write(body).status == 204


def test_one_bad_line_refuses_the_whole_body(talk: Talk) -> None:
    answer = talk.write("m f=1 1\nm f=<x> 2\nm f=3 3")
    assert answer.error == (400, "invalid", "unable to parse 'm f=<x> 2': invalid boolean")
    assert "\\u003cx\\u003e" in answer.text  # as Go writes it
    assert talk.values() == []


def test_a_field_of_another_type_is_a_partial_write(talk: Talk) -> None:
    talk.write("m f=1 1")
    status, code, message = talk.write('m f="x" 2\nm f=3 3').error
    assert (status, code) == (422, "unprocessable entity")
    assert message.endswith('input field "f" on measurement "m" is type string, already exists as type float dropped=1')
    assert talk.values() == ["1", "3"]


def test_a_field_named_time_is_stripped_and_said(talk: Talk) -> None:
    status, _, message = talk.write("m time=1,f=2 1\nn time=3 1").error
    assert status == 422
    assert 'input field "time" on measurement "m" is invalid' in message
    assert "dropped=1 for database" in message
    assert talk.values() == ["2"]


@pytest.mark.parametrize(("precision", "digits"), [("s", 1), ("ms", 1_000), ("us", 10**6), ("ns", 10**9)])
def test_precisions_scale_the_times(talk: Talk, precision: str, digits: int) -> None:
    assert talk.write(f"m f=1 {86_400 * digits}", precision=precision).status == 204
    answer = talk.query('from(bucket: "$b") |> range(start: 1970-01-02T00:00:00Z, stop: 1970-01-02T00:00:01Z)')
    assert "1970-01-02T00:00:00Z,1,f,m" in answer.text


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"precision": "m"}, (400, "invalid", "invalid precision; valid precision units are ns, us, ms, and s")),
        ({"bucket": ""}, (404, "not found", "bucket not found")),
        ({"bucket": "nowhere"}, (404, "not found", 'bucket "nowhere" not found')),
        ({"org": ""}, (400, "invalid", "Please provide either orgID or org")),
        ({"org": "nobody"}, (404, "not found", 'organization name "nobody" not found')),
        ({"orgID": "short"}, (400, "invalid", "id must have a length of 16 bytes")),
        ({"orgID": "zzzzzzzzzzzzzzzz"}, (400, "invalid", "invalid ID")),
    ],
)
def test_a_write_to_nowhere_is_refused(talk: Talk, parameters: dict[str, str], error: tuple[int, str, str]) -> None:
    assert talk.write("m f=1", **parameters).error == error


@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_no_token_or_a_wrong_one_is_refused_before_anything_is_read(talk: Talk, token: str) -> None:
    headers = {"Authorization": f"Token {token}".encode()} if token else {}
    answer = talk.ask("POST", "/api/v2/write", token="", content=b"not a line", headers=headers)
    assert answer.error == (401, "unauthorized", "unauthorized access")


def test_a_body_that_unpacks_to_far_too_much_is_refused(talk: Talk) -> None:
    bomb = gzip.compress(b"\0" * (129 * 2**20), 1)
    assert talk.write(bomb, headers=ZIPPED).error == (413, "request too large", "too large")


def test_writes_outside_the_retention_are_refused(talk: Talk) -> None:
    rule = {"type": "expire", "everySeconds": 3600, "shardGroupDurationSeconds": 3600}
    talk.ask("PATCH", f"/api/v2/buckets/{talk.bucket_id}", json={"retentionRules": [rule]})
    status, _, message = talk.write("m f=1 1\nm f=2").error
    assert status == 422
    assert "dropped 1 points outside retention policy of duration 1h0m0s" in message
    assert len(talk.values()) == 1
