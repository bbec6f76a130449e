"""What an asset reported as one table."""

import numpy as np
import pytest

from analytics.ground.course import Course, as_samples
from contract.time import MINUTE

TAGS = ("P", "machine", "north")
NOTHING = np.nan


def course() -> Course:
    values = np.array([[1.0, NOTHING, 3.0], [NOTHING, NOTHING, 6.0]])
    return Course(TAGS, MINUTE * np.arange(3), ("speed_rpm", "flow_m3h"), values, ("running",), np.array([0, -1, 0]))


def test_a_course_is_read_moment_by_moment_without_what_was_not_said() -> None:
    samples, states = as_samples([course(), course()])
    rows = zip(samples.time // MINUTE, samples.code, samples.value, strict=True)
    once = [(0, 0, 1.0), (2, 0, 3.0), (2, 1, 6.0)]
    assert list(rows) == [*once, *((time, code + 2, value) for time, code, value in once)]
    assert samples.labels == 2 * [(*TAGS, "speed_rpm"), (*TAGS, "flow_m3h")]
    assert (states.time // MINUTE).tolist() == [0, 2, 0, 2]
    assert [states.labels[code] for code in states.code] == 4 * [(*TAGS, "running")]


def test_nothing_is_read_of_no_courses() -> None:
    samples, states = as_samples([])
    assert len(samples.time) == len(states.time) == 0


def test_a_part_of_a_course_has_its_begin_and_not_its_end() -> None:
    assert (course().between(MINUTE, 2 * MINUTE).time // MINUTE).tolist() == [1]
    assert (course().moved(MINUTE).time // MINUTE).tolist() == [1, 2, 3]


def test_a_course_whose_parts_do_not_fit_or_whose_moments_do_not_rise_is_refused() -> None:
    with pytest.raises(ValueError, match="not of its signals"):
        Course(TAGS, np.arange(2), ("speed_rpm",), np.zeros((1, 3)), (), np.full(2, -1))
    with pytest.raises(ValueError, match="do not rise"):
        Course(TAGS, np.zeros(2, np.int64), ("speed_rpm",), np.zeros((1, 2)), (), np.full(2, -1))
