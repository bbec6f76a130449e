"""Courses in one file, so that a long history of a large fleet never lies in memory whole, and several processes read
the same one: what is looked at is mapped in, page by page, and let go of again."""

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from analytics.ground.course import Course

NUMBERS, INDEX = "courses.bin", "courses.json"


class Shelf:
    """The courses of a folder. Everything raises `OSError` where that cannot be read or written."""

    def __init__(self, folder: Path) -> None:
        self._numbers, self._index = folder / NUMBERS, folder / INDEX

    def put(self, courses: Iterable[Course]) -> None:
        """Add some courses."""
        with self._numbers.open("ab") as numbers, self._index.open("a", encoding="utf-8") as index:
            for course in courses:
                for part in (course.time, course.values, course.said):
                    numbers.write(np.ascontiguousarray(part).data)
                shape = len(course.signals), len(course.time)
                index.write(json.dumps([course.tags, course.signals, course.states, shape]) + "\n")

    def all(self) -> list[Course]:
        """All of them, as they were put."""
        if not self._numbers.exists() or not self._numbers.stat().st_size:
            return []
        numbers, begin, found = np.memmap(self._numbers, np.int64, "r"), 0, []
        for line in self._index.read_text(encoding="utf-8").splitlines():
            tags, signals, states, (height, width) = json.loads(line)
            time, values, said = np.split(numbers[begin : begin + (height + 2) * width], [width, (height + 1) * width])
            table = values.view(np.float64).reshape(height, width)
            found.append(Course(tuple(tags), time, tuple(signals), table, tuple(states), said))
            begin += (height + 2) * width
        return found
