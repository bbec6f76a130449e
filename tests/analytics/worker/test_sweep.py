"""What a sweep does where the store does not answer."""

import socket

from analytics.engine.pipeline import Pipeline
from analytics.worker.sweep import Sweep
from telemetry.gateway import Gateway
from tests.analytics.feeds import SECOND, START, samples, seconds


def test_a_query_that_hangs_costs_a_look_and_nothing_else() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with Gateway(url, "token", "org", timeout_s=0.1) as gateway:
            sweep, pipeline = Sweep(gateway, 600), Pipeline()
            batch = samples("PUMP-001", "machine", seconds(200), {"vibration_mm_s": [1.0] * 200})
            sweep.saw(batch, START + 200 * SECOND)
            pipeline.feed(batch)
            now = START + 300 * SECOND
            sweep.look(pipeline, now, now)
    # The job that asks nothing of the store was done all the same.
    assert pipeline.issues["PUMP-001", "machine", "north", "/dropout"] == 1
