"""Stores that go from one test to the next: a start costs seconds of a core, with the processes for queries."""

from collections.abc import Iterator
from contextlib import contextmanager

from store import client as official
from tests.support.store import RunningStore

_FREE: list[RunningStore] = []


@contextmanager
def lent() -> Iterator[RunningStore]:
    """A store without points, with the buckets and tokens of a new one; it may be killed and started again.

    It is handed on once it is empty again; one that a test leaves in trouble is closed.
    """
    running = _FREE.pop() if _FREE else _started()
    try:
        yield running
        _empty(running)
    except BaseException:
        running.close()
        raise
    _FREE.append(running)


def close_all() -> None:
    """End the stores that wait for a test."""
    while _FREE:
        _FREE.pop().close()


def _started() -> RunningStore:
    running = RunningStore()
    running.start()
    return running


def _empty(running: RunningStore) -> None:
    """Delete all that tests have made; the first token is the operator's."""
    with official.client(running.url, running.token, running.org, timeout=30_000) as client:
        buckets, tokens = client.buckets_api(), client.authorizations_api()
        for bucket in buckets.find_buckets(limit=100).buckets:
            if bucket.type != "system":
                buckets.delete_bucket(bucket)
        for token in sorted(tokens.find_authorizations(), key=lambda token: token.id)[1:]:
            tokens.delete_authorization(token)
