"""A worker gives signs of life for what it did, not for going round."""

import threading
from pathlib import Path

from analytics.worker.loop import Worker
from store.gateway import Gateway
from tests.support.provisioned import provisioned
from tests.support.waiting import wait_until


def test_there_is_no_sign_of_life_before_the_store_did_its_part(tmp_path: Path) -> None:
    beats: list[None] = []
    with provisioned(tmp_path / "secrets") as running, Gateway(running.url, running.token, running.org) as gateway:
        worker, stop = Worker(gateway, tmp_path / "snapshot", tick_s=0.1), threading.Event()
        running.kill()
        thread = threading.Thread(target=worker.run, args=(stop,), kwargs={"alive": lambda: beats.append(None)})
        thread.start()
        wait_until(lambda: worker.monitor.errors >= 2)
        assert beats == []
        running.restart()
        wait_until(lambda: len(beats) > 3)
        stop.set()
        thread.join(60)
    assert not thread.is_alive()
