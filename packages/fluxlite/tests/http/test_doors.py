"""Whatever comes to a door, the answer is one of the API's, and never a fault of ours."""

import json
from contextlib import suppress
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fluxlite.http.errors import ApiError
from fluxlite.http.gojson import BodyError, decode
from fluxlite.http.predicate import parse
from fluxlite.http.query import rfc3339
from fluxlite.seam import MAX_TIME, MIN_TIME
from tests.http.talk import Talk
from tests.support.store import RunningStore

TEXTS = st.one_of(
    st.sampled_from(
        ["", "x", "0000000000000001", "active", "read", "buckets", "2026-01-01T00:00:00Z", "9" * 400, "\0"]
    ),
    st.text(max_size=8),
)
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
NAMES = (
    "orgID", "name", "description", "retentionRules", "permissions", "status", "query", "dialect", "now", "extern",
    "type", "start", "stop", "predicate", "properties", "labelID", "username", "password",
)  # fmt: skip
BODIES = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5)
DOORS = (
    ("POST", "/api/v2/buckets"),
    ("POST", "/api/v2/authorizations"),
    ("POST", "/api/v2/labels"),
    ("POST", "/api/v2/delete"),
    ("POST", "/api/v2/query"),
    ("POST", "/api/v2/setup"),
    ("PATCH", "/api/v2/buckets/{bucket}"),
)
RETENTION = "retention policy duration must be"
"""The one 500 that the real server gives to bad input, and that clients may compare."""


@pytest.fixture(scope="module")
def client(running: RunningStore) -> Any:
    headers = {"Authorization": f"Token {running.token}"}
    with httpx.Client(base_url=running.url, headers=headers, timeout=60) as client:
        yield client


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(DOORS), BODIES | VALUES)
def test_any_json_gets_an_answer_of_the_api(
    client: httpx.Client, talk: Talk, door: tuple[str, str], body: object
) -> None:
    method, path = door
    if isinstance(body, dict) and "orgID" in body:
        body["orgID"] = talk.org_id
    parameters = {"org": talk.org, "bucket": talk.bucket}
    content = json.dumps(body).encode("utf-8", "surrogatepass")
    reply = client.request(method, path.format(bucket=talk.bucket_id), params=parameters, content=content)
    assert reply.status_code < 500 or reply.status_code == 501 or RETENTION in reply.text, reply.text


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | st.text(alphabet='m,=f1 \n"\\i\u00e9-.e', max_size=40).map(str.encode))
def test_any_bytes_to_write_are_stored_or_refused(client: httpx.Client, talk: Talk, body: bytes) -> None:
    reply = client.post("/api/v2/write", params={"org": talk.org, "bucket": talk.bucket}, content=body)
    assert reply.status_code in (204, 400, 422), reply.text


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="ab=!~<>()\"' \\andorANDOR_field19.", max_size=25) | st.text(max_size=10))
def test_any_predicate_is_conditions_or_an_error_of_the_api(text: str) -> None:
    with suppress(ApiError):
        assert all(isinstance(equal, bool) for _, equal, _ in parse(text))


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=30) | st.text(alphabet='{}[]":,nulltrue1.e- \n', max_size=25).map(str.encode))
def test_any_body_is_an_object_or_says_what_is_wrong(body: bytes) -> None:
    with suppress(BodyError):
        assert isinstance(decode(body, "T"), dict)


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    assert decode(rb'{"a": "x\ud800y \ud83d\ude00"}', "T") == {"a": "x\ufffdy \U0001f600"}


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1969-12-31T23:59:59.999999999Z", -1),
        ("1970-01-01T01:00:00.5+01:00", 500_000_000),
        ("2026-01-01T00:00:00.1234567891Z", 1_767_225_600_123_456_789),
        ("9999-12-31T23:59:59Z", MAX_TIME),
        ("0001-01-01T00:00:00Z", MIN_TIME),
    ],
)
def test_times_are_read_to_the_nanosecond_and_kept_in_their_range(text: str, nanoseconds: int) -> None:
    assert rfc3339(text) == nanoseconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-W01-1T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-01-01T00:00:00+0100",
    ],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"RFC 3339|month must be"):
        rfc3339(text)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "EOF"),
        (b'{"a": ' + b"9" * 5000 + b"}", "json: cannot unmarshal number into Go value: value out of range"),
        (b"  \n", "EOF"),
        (b'{"a": 1', "unexpected EOF"),
        (b'{"a": "x', "unexpected EOF"),
        (b'{"a" 1}', "invalid character '1' after object key"),
        (b'{"a": 1 "b"}', "invalid character '\"' after object key:value pair"),
        (b"{'a': 1}", "invalid character '\\'' looking for beginning of object key string"),
        (b'{"a": Infinity}', "invalid character 'I' looking for beginning of value"),
        (b'"text"', "json: cannot unmarshal string into Go value of type T"),
        (b"5", "json: cannot unmarshal number into Go value of type T"),
    ],
)
def test_a_wrong_body_is_described_as_the_server_does(body: bytes, reason: str) -> None:
    with pytest.raises(BodyError) as refusal:
        decode(body, "T")
    assert str(refusal.value) == reason
