"""`python -m tests.storage.passing FOLDER FIRST`: write series that are deleted again soon, until killed.

A number is a body with five new series. After every tenth all are deleted, and the field gets another type. Each is
printed once it is durable: `w` and the number of a body, `d` and the number before which all is deleted.
"""

import sys
from pathlib import Path

from fluxlite.storage.limits import Limits
from tests.storage.disk import Disk

LIFE, SERIES = 10, 5
SUFFIXES = ("", "i")


def body(number: int) -> str:
    """The points of a number, of the type of its ten."""
    suffix = SUFFIXES[number // LIFE % 2]
    return "\n".join(f"m,n={number},k={k} f={number}{suffix} {number}" for k in range(SERIES))


if __name__ == "__main__":
    disk = Disk(Path(sys.argv[1]), limits=Limits(points=40, threads=1))
    number = int(sys.argv[2])
    while True:
        if number % LIFE == 0:
            disk.delete(0, number)
            print("d", number, flush=True)
        outcome = disk.write(body(number))
        assert outcome.error() is None, outcome.error()
        print("w", number, flush=True)
        number += 1
