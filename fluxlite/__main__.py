"""`python -m fluxlite`: the embedded store alone; INFLUX_TOKEN and INFLUX_ORG name the operator's token and the org."""

import argparse
import logging
import os
import sys
from pathlib import Path

from fluxlite.queries.limits import OPTIONS, help_text, option
from fluxlite.server import main


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m fluxlite", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8086, help="port, 0 for a free one (default: %(default)s)")
    parser.add_argument("--data", type=Path, required=True, help="folder of the data; one process may use it")
    for name in OPTIONS:
        parser.add_argument(option(name), dest=name, metavar="N", help=help_text(name))
    return parser.parse_args()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    given = arguments()
    token, org = os.environ.get("INFLUX_TOKEN", "").strip(), os.environ.get("INFLUX_ORG", "forewarn")
    limits = {name: getattr(given, name) for name in OPTIONS}
    sys.exit(main(given.host, given.port, given.data, token or None, org, queries=limits))
