"""The server as a process: it starts, answers, stops and starts again."""

import urllib.request

from tests.support.store import RunningStore


def test_a_store_starts_answers_stops_with_status_zero_and_starts_again_under_the_same_url() -> None:
    with RunningStore() as store:
        first = store.url
        assert "embedded store" in store.log()
        assert store.stop() == 0
        store.restart()
        assert store.url == first
        with urllib.request.urlopen(f"{first}/ping") as reply:
            assert (reply.status, reply.headers["X-Influxdb-Build"]) == (204, "embedded")
