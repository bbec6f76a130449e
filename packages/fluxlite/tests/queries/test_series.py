"""What a worker keeps of a bucket's series from query to query never shows."""

from tests.http.talk import Talk
from tests.queries.scripts import RANGE


def hosts(talk: Talk, bucket: str | None = None) -> list[str]:
    """The tag values of the points that a query finds."""
    answer = talk.query(RANGE.replace("$b", bucket or talk.bucket) + ' |> keep(columns: ["h"])')
    assert answer.status == 200, answer.text
    return sorted(line.split(",")[3] for line in answer.text.split("\r\n") if line.startswith(",_result"))


def test_series_that_are_new_since_the_last_query_are_found(talk: Talk) -> None:
    for number in range(5):
        talk.write(f"m,h=h{9 - number} f=1 {number}")
        assert hosts(talk) == [f"h{9 - one}" for one in range(number, -1, -1)]


def test_a_bucket_that_was_deleted_and_made_again_shows_only_what_is_new(talk: Talk) -> None:
    for number in range(3):
        name, bucket_id = talk.bucket, talk.bucket_id
        talk.write(f"m,h=a{number} f=1 1\nm,h=b{number} f=1 1")
        assert hosts(talk) == [f"a{number}", f"b{number}"]
        assert talk.ask("DELETE", f"/api/v2/buckets/{bucket_id}").status == 204
        talk.create_bucket(name)


def test_points_that_are_deleted_with_their_series_are_not_found(talk: Talk) -> None:
    talk.write("m,h=a f=1 1\nm,h=b f=1 1\nm,h=c f=1 1")
    assert hosts(talk) == ["a", "b", "c"]
    body = {"start": "1970-01-01T00:00:00Z", "stop": "1970-01-02T00:00:00Z", "predicate": 'h="b"'}
    given = {"org": talk.org, "bucket": talk.bucket}
    assert talk.ask("POST", "/api/v2/delete", params=given, json=body).status == 204
    assert hosts(talk) == ["a", "c"]
    talk.write("m,h=d f=1 1")
    assert hosts(talk) == ["a", "c", "d"]


def test_a_token_sees_nothing_of_what_another_asked_before(talk: Talk) -> None:
    talk.write("m,h=secret f=1 1")
    assert hosts(talk) == ["secret"]
    first = talk.bucket
    talk.create_bucket(f"{first}-other")
    reader = talk.grant(("read", talk.bucket_id))["token"]
    for flux in (
        f'from(bucket: "{first}") |> range(start: 0)',
        f'import "influxdata/influxdb/schema"\nschema.tagValues(bucket: "{first}", tag: "h", start: 0)',
        f'{RANGE} |> to(bucket: "{first}")',
    ):
        answer = talk.query(flux, token=reader)
        assert answer.status == 404
        assert "secret" not in answer.text


def test_a_query_writes_where_its_token_may(talk: Talk) -> None:
    talk.write("m,h=a f=1.5 1")
    first = talk.bucket
    talk.create_bucket(f"{first}-copy")
    copied = talk.query(f'from(bucket: "{first}") |> range(start: 0) |> to(bucket: "$b")')
    assert copied.status == 200
    assert hosts(talk) == ["a"]


def test_times_are_values_like_others(talk: Talk) -> None:
    talk.write("m f=1 1\nm f=2 1000000001")
    second = "1970-01-01T00:00:01.000000001Z"
    for step, wanted in (
        (f"filter(fn: (r) => contains(value: r._time, set: [{second}]))", f",{second},2,"),
        (f"filter(fn: (r) => r._time == {second})", f",{second},2,"),
        ("reduce(identity: {t: 1970-01-01T00:00:00Z}, fn: (r, accumulator) => ({t: r._time}))", f",{second}\r\n"),
        ('group(columns: ["_start"]) |> count()', ",2\r\n"),
    ):
        answer = talk.query(f"{RANGE} |> {step}")
        assert answer.status == 200, answer.text
        assert wanted in answer.text
