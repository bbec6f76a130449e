"""A signal's course as the store has it."""

import time

import numpy as np

from admin.readings import scores
from admin.store import Store
from store.gateway import Gateway
from store.points import Point, encode

TAGS = {"asset": "EXACT-001", "asset_class": "machine", "site": "hall-2", "signal": "accel_g"}


def test_the_times_of_a_course_are_exact_to_the_nanosecond_and_never_beyond_its_end(operator: Gateway) -> None:
    # One less than a whole microsecond: as seconds in a float, it would be rounded up into the next one. The point is
    # so near that no window can end between the two.
    stop = time.time_ns() // 10**6 * 10**6 + 999
    fields = {"observed": 1.0, "expected": 1.0, "lower": 0.5, "upper": 1.5, "score": 0.0}
    operator.write("health", encode([Point("score", TAGS, fields, stop - 500)]))
    found = scores.band(Store(operator), "EXACT-001", "accel_g", stop - 120 * 10**9, stop, 120)
    np.testing.assert_array_equal(found.ns, [stop])
