"""`python -m fluxlite` is the command `fluxlite`."""

import sys

from fluxlite.lean import without_pandas

without_pandas()

from fluxlite.cli import main  # noqa: E402 - what it imports loads Arrow

if __name__ == "__main__":
    sys.exit(main())
