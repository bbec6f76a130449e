"""What a sweep does where the store does not answer, and what it says of data faults that last."""

import socket

import numpy as np

from analytics.engine.pipeline import Pipeline
from analytics.engine.results import Results
from analytics.worker.streams import Streams
from analytics.worker.sweep import LASTING_S, Sweep
from contract.time import SECOND
from store.gateway import Gateway
from tests.analytics.feeds import START, every_sample, noise, samples, seconds


def test_a_query_that_hangs_costs_a_look_and_nothing_else() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with Gateway(url, "token", "org", timeout_s=0.1) as gateway:
            streams, pipeline = Streams(gateway, 600, None, gateway), Pipeline()
            sweep, own = Sweep(streams.ages), streams.own.behind
            batch = samples("PUMP-001", "machine", seconds(200), {"vibration_mm_s": [1.0] * 200})
            own.saw(batch, START + 200 * SECOND)
            pipeline.feed(batch)
            now = START + 300 * SECOND
            own.look(pipeline, now, now, Results())
            sweep.look(pipeline, streams, now, now)
            assert [job.failures for job in own.jobs] == [1, 1]
    # The job that asks nothing of the store was done all the same.
    assert pipeline.issues["PUMP-001", "machine", "north", "/dropout"] == 1


def test_a_data_fault_that_lasts_is_told_every_five_minutes_as_long_as_its_asset_sends() -> None:
    stuck = np.concatenate((1.5 + 0.05 * noise(1200), np.full(1500, 1.5)))
    now = START + 2700 * SECOND
    sweep, pipeline = Sweep({}), every_sample()
    assert sweep.lasting(pipeline, START) == []
    pipeline.feed(samples("PUMP-001", "machine", seconds(2700), {"vibration_mm_s": stuck}))
    (line,) = sweep.lasting(pipeline, now)
    assert sweep.lasting(pipeline, now + 299 * SECOND) == []
    assert sweep.lasting(pipeline, now + round(2 * LASTING_S) * SECOND) == []
    assert line == (
        f"data_quality,asset=PUMP-001,asset_class=machine,issue=stuck,signal=vibration_mm_s,site=north open=1i {now}"
    )
