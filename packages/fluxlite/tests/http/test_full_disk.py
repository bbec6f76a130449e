"""A store whose disk is full: it refuses what it cannot keep, says so, and goes on by itself once there is room."""

import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.http.talk import Answer, Talk
from tests.support.small_disk import fill, small_disk
from tests.support.store import RunningStore
from tests.support.waiting import wait_until

NO_SPACE = "[Errno 28] No space left on device"
UNWRITTEN = (503, "unavailable", f"the journal cannot be written: {NO_SPACE}")


@contextmanager
def store_on(disk: Path) -> Iterator[tuple[RunningStore, Talk]]:
    """A store with its folder on a disk, and a bucket in it."""
    with RunningStore(disk / "data") as store, Talk(store.url, store.token, store.org) as talk:
        talk.create_bucket("b")
        yield store, talk


def lines(first: int, count: int) -> str:
    """Numbered points."""
    return "\n".join(f"m v={number} {number}" for number in range(first, first + count))


def health(talk: Talk) -> Answer:
    """What the store says of itself."""
    return talk.ask("GET", "/health", token="")


def delete_nothing(talk: Talk) -> Answer:
    """A deletion that matches no point, but needs a new segment of the journal."""
    body = {"start": "1970-01-01T00:00:00Z", "stop": "2100-01-01T00:00:00Z", "predicate": '_measurement="other"'}
    return talk.ask("POST", "/api/v2/delete", params={"org": talk.org, "bucket": talk.bucket}, json=body)


def test_a_full_disk_refuses_points_that_are_never_seen_and_takes_new_ones_once_there_is_room() -> None:
    with small_disk(12) as disk, store_on(disk) as (store, talk):
        assert talk.write(lines(0, 10)).status == 204
        ballast = fill(disk)
        assert talk.write(lines(10, 2000)).error == UNWRITTEN
        for number in range(30):
            assert talk.write(lines(5000, 20_000 if number % 10 == 0 else 1)).error == UNWRITTEN
        failing = health(talk)
        assert (failing.status, failing.json["status"], failing.json["message"]) == (503, "fail", UNWRITTEN[2])
        assert len(talk.values()) == 10
        ballast.unlink()
        wait_until(lambda: health(talk).status == 200)
        assert talk.write(lines(20, 10)).status == 204
        assert len(talk.values()) == 20
        assert store.log().count(UNWRITTEN[2]) == 2  # when it began and when it ended
        store.kill()
        store.start()
        assert len(talk.values()) == 20


def test_a_batch_that_does_not_fit_leaves_nothing_behind_and_later_ones_survive_a_kill() -> None:
    with small_disk(12) as disk, store_on(disk) as (store, talk):
        for number in range(3):
            ballast = fill(disk)
            with ballast.open("r+b") as file:
                file.truncate(ballast.stat().st_size - 300_000)
            assert talk.write(lines(1000, 50_000)).error == UNWRITTEN
            ballast.unlink()
            wait_until(lambda: health(talk).status == 200)
            assert talk.write(lines(10 * number, 10)).status == 204
        store.kill()
        store.start()
        assert list(map(int, talk.values())) == list(range(30))


def test_points_that_are_acknowledged_after_a_deletion_on_a_full_disk_survive_a_kill() -> None:
    with small_disk(12) as disk, store_on(disk) as (store, talk):
        assert talk.write(lines(0, 10)).status == 204
        ballast = fill(disk)
        refused = delete_nothing(talk)
        assert (refused.status, refused.json["code"]) == (503, "unavailable")
        ballast.unlink()
        wait_until(lambda: health(talk).status == 200)
        for number in range(10, 40):
            assert talk.write(lines(number, 1)).status == 204
        store.kill()
        store.start()
        assert len(talk.values()) == 40


def use_up_inodes(disk: Path) -> None:
    """Make empty files until no more can be made."""
    with suppress(OSError):
        for number in range(1000):
            (disk / f"x{number}").touch()


def test_without_inodes_the_old_segment_goes_on_and_no_stranger_ever_gets_a_point() -> None:
    with small_disk(50, inodes=40) as disk, store_on(disk) as (store, talk):
        assert talk.write(lines(0, 1)).status == 204
        use_up_inodes(disk)
        refused = delete_nothing(talk)
        assert (refused.status, refused.json["code"]) == (503, "unavailable")
        check_that_the_old_segment_goes_on(store, talk)
        store.kill()
        for path in disk.glob("x*"):
            path.unlink()
        store.start()
        assert len(talk.values()) == 5


@pytest.mark.parametrize("free", [0, 1])
def test_without_descriptors_the_old_segment_goes_on_and_no_stranger_ever_gets_a_point(free: int) -> None:
    with RunningStore() as store, Talk(store.url, store.token, store.org) as talk:
        talk.create_bucket("b")
        assert delete_nothing(talk).status == 204
        with few_descriptors(store.pid, free):
            assert delete_nothing(talk).status == 503
        check_that_the_old_segment_goes_on(store, talk)
        store.kill()
        store.start()
        assert len(talk.values()) == 5


@contextmanager
def few_descriptors(pid: int, free: int) -> Iterator[None]:
    """Let a process open no more files than so many."""
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    used = {int(path.name) for path in Path(f"/proc/{pid}/fd").iterdir()}
    unused = [number for number in range(len(used) + 2) if number not in used]
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (unused[free], before[1]))
    yield
    resource.prlimit(pid, resource.RLIMIT_NOFILE, before)


def check_that_the_old_segment_goes_on(store: RunningStore, talk: Talk) -> None:
    """Points are taken, and a client that sends nothing gets nothing."""
    with socket.create_connection(("127.0.0.1", int(store.url.rpartition(":")[2]))) as stranger:
        for number in range(5):
            assert talk.write(lines(number, 1)).status == 204
        stranger.setblocking(False)
        with pytest.raises(BlockingIOError):
            stranger.recv(1)


def test_what_of_the_administration_cannot_be_saved_is_refused_and_leaves_everything_as_it_was() -> None:
    with small_disk(12) as disk, store_on(disk) as (store, talk):
        old, label = talk.bucket_id, talk.ask("POST", "/api/v2/labels", json={"name": "l"}).json["label"]["id"]
        assert talk.write(lines(0, 3)).status == 204
        before = administration(talk)
        ballast = fill(disk)
        for method, path, body in (
            ("POST", "buckets", {"orgID": talk.org_id, "name": "new", "retentionRules": []}),
            ("PATCH", f"buckets/{old}", {"name": "renamed", "retentionRules": [{"everySeconds": 2_592_000}]}),
            ("DELETE", f"buckets/{old}", None),
            ("POST", "authorizations", {"orgID": talk.org_id, "permissions": [READ]}),
            ("POST", "labels", {"name": "new"}),
            ("PATCH", f"labels/{label}", {"name": "renamed"}),
            ("POST", f"buckets/{old}/labels", {"labelID": label}),
            ("DELETE", f"labels/{label}", None),
        ):
            answer = talk.ask(method, f"/api/v2/{path}", json=body)
            reason = "the change cannot be saved: No space left on device"
            assert answer.error == (503, "unavailable", reason), path
        assert administration(talk) == before
        ballast.unlink()
        wait_until(lambda: health(talk).status == 200)
        assert len(talk.values()) == 3
        talk.create_bucket("new")
        assert talk.write(lines(0, 2)).status == 204
        store.kill()
        store.start()
        assert len(talk.values()) == 2
        assert administration(talk).items() >= {"b": old}.items()


READ = {"action": "read", "resource": {"type": "buckets"}}


def administration(talk: Talk) -> dict[str, str]:
    """Names and ids of buckets and labels, ids of tokens, and what each bucket is like."""
    buckets = talk.ask("GET", "/api/v2/buckets").json["buckets"]
    labels = talk.ask("GET", "/api/v2/labels").json["labels"]
    tokens = talk.ask("GET", "/api/v2/authorizations").json["authorizations"]
    named = {one["name"]: one["id"] for one in buckets + labels}
    return named | {one["id"]: str(one) for one in tokens + buckets}


def test_a_set_up_on_a_full_disk_can_be_done_again_once_there_is_room() -> None:
    with small_disk(12) as disk, RunningStore(disk / "data", token="") as store, Talk(store.url, "", "acme") as talk:
        body = {"username": "ann", "password": "long enough", "org": "acme", "bucket": "first", "token": "chosen"}
        ballast = fill(disk)
        assert talk.ask("POST", "/api/v2/setup", json=body).status == 503
        assert talk.ask("GET", "/api/v2/setup").json == {"allowed": True}
        ballast.unlink()
        assert talk.ask("POST", "/api/v2/setup", json=body).status == 201
        talk.token, talk.bucket = "chosen", "first"
        assert talk.write(lines(0, 1)).status == 204
