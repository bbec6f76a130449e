"""`python -m fluxlite` is the command `fluxlite`."""

import sys

from fluxlite.cli import main

if __name__ == "__main__":
    sys.exit(main())
