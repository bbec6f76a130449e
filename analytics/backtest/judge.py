"""One door to a backtest: straight through where that is quick, week by week side by side where it is not."""

from collections.abc import Sequence

from analytics.backtest.cut import LONG, Cut
from analytics.backtest.found import Found
from analytics.backtest.gather import found
from analytics.backtest.straight import How, Progress, Straight, judged, span
from analytics.ground.course import Course

MANY = 30_000
"""Moments of one asset from which on a long recording is cut into weeks."""


def judge_recording(courses: Sequence[Course], how: How, progress: Progress) -> Found:
    """Judge courses in their own time, and give all that was found."""
    own = judged(courses, how.since)
    start, stop = span(own)
    many = max((len(course.time) for course in own), default=0) >= MANY
    if many and stop - start >= LONG and not how.healthy and not how.works and how.take is None:
        cut = Cut(courses, how)
        cut.run(progress)
        return cut.found()
    run = Straight(courses, how)
    run.run(progress)
    return found(run)
