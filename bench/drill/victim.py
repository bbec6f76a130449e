"""The store that is killed: `python -m bench.drill.victim DATA`, on a free port, moving to its columns all the time."""

import logging
import sys
from pathlib import Path

from fluxlite.server import serve
from fluxlite.storage.limits import Limits

from bench.drill.parts import ORG, TOKEN

LIMITS = Limits(points=4000, checkpoint_bytes=2**18, threads=1)
"""So small that every round has flushes and checkpoints."""

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    sys.exit(serve("127.0.0.1", 0, Path(sys.argv[1]), TOKEN, ORG, limits=LIMITS))
