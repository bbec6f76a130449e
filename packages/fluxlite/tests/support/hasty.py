"""A store that moves to its columns all the time: `python -m tests.support.hasty` is `fluxlite` with small limits."""

import sys

from fluxlite.cli import main
from fluxlite.storage.limits import Limits

LIMITS = Limits(points=4000, checkpoint_bytes=2**18, threads=1)

if __name__ == "__main__":
    sys.exit(main(limits=LIMITS))
