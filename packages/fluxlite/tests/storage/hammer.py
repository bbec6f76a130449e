"""`python -m tests.storage.hammer FOLDER FIRST`: write numbered points, flushing all the time, until killed.

Each number is printed once its point is durable. The test beside this file kills it, and looks for what was printed.
"""

import sys
from pathlib import Path

from fluxlite.storage.limits import Limits
from tests.storage.disk import Disk

if __name__ == "__main__":
    disk = Disk(Path(sys.argv[1]), limits=Limits(points=150, threads=1))
    number = int(sys.argv[2])
    while True:
        batch = range(number, number + 1 + number % 40)
        disk.write("\n".join(f'm f={n},s="x{n}" {n}' for n in [*batch, max(number - 30, 0)]))
        print(batch[-1], flush=True)
        number = batch[-1] + 1
