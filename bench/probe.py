"""How long it takes from the write of a sample until its risk can be read: asked of the store, as a dashboard would."""

import random
import threading
import time
from datetime import UTC, datetime

from contract.measurements import RISK, TELEMETRY
from contract.time import SECOND
from store.gateway import Gateway
from store.points import Point, encode

ASSET = "PROBE"
LOOK_S = 0.1
"""How often it is looked; a lag is told too long by up to this."""
LOST_S = 30.0
"""After this long the risk of a sample is given up; it counts with this lag."""
_OVER_ITS_LIMIT = 4.0
"""A machine beyond its vibration limit has its risk written with every sample."""


class Probe:
    """One more machine, whose samples are written one at a time, each once the risk of the last one is there."""

    def __init__(self, collector: Gateway, reader: Gateway) -> None:
        self.collector, self.reader = collector, reader
        self.lags: list[float] = []
        """Seconds from just before a sample is sent until its risk was read."""
        self.looks = 0

    def run(self, stop: threading.Event) -> None:
        """Measure until told to stop."""
        while not stop.is_set():
            lag = self.once()
            if not stop.is_set():
                self.lags.append(lag)
            # Samples must not fall into step with the worker's ticks.
            stop.wait(random.uniform(0.0, 1.0))

    def once(self) -> float:
        """Send one sample and wait for its risk; seconds."""
        moment, begun = time.time_ns(), time.monotonic()
        tags = {"asset": ASSET, "asset_class": "machine", "site": "bench"}
        self.collector.write(
            TELEMETRY.bucket, encode([Point(TELEMETRY.name, tags, {"vibration_mm_s": _OVER_ITS_LIMIT}, moment)])
        )
        while time.monotonic() - begun < LOST_S:
            time.sleep(LOOK_S)
            self.looks += 1
            if len(self.reader.query(_since(moment))):
                return time.monotonic() - begun
        return LOST_S


def _since(moment: int) -> str:
    """The probe's risks from a moment on; nothing older is asked for, so that asking costs the store little."""
    seconds, nanoseconds = divmod(moment, SECOND)
    start = f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{nanoseconds:09d}Z"
    return (
        f'from(bucket: "{RISK.bucket}") |> range(start: {start}) |> filter(fn: (r) => '
        f'r._measurement == "{RISK.name}" and r.asset == "{ASSET}" and r._field == "risk")'
    )
