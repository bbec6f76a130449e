"""Serve a store: one process, one folder, the InfluxDB 2 HTTP API, for laptops, tests and edge boxes.

INFLUX_TOKEN is the operator's token and INFLUX_ORG the organisation. Without a token the store waits to be set up
through POST /api/v2/setup, as InfluxDB does.
"""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from fluxlite import logs
from fluxlite.parent import end_with_parent
from fluxlite.queries.limits import OPTIONS, help_text, option
from fluxlite.server import serve
from fluxlite.storage.limits import Limits


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="fluxlite", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8086, help="port, 0 for a free one (default: %(default)s)")
    parser.add_argument("--data", type=Path, default=Path("var/store"), help="its folder (default: %(default)s)")
    for name in OPTIONS:
        parser.add_argument(option(name), dest=name, metavar="N", help=help_text(name))
    parser.add_argument("--log-format", choices=logs.FORMATS, default="text", help="how it logs (default: %(default)s)")
    parser.add_argument(
        "--log-level", choices=logs.LEVELS, default="INFO", help="and from what on (default: %(default)s)"
    )
    parser.add_argument("--with-parent", action="store_true", help="end when standard input closes")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None, limits: Limits | None = None) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit status. `limits` are those of the storage, for tests."""
    given = arguments(words)
    logs.configure(given.log_format, given.log_level)
    if given.with_parent:
        end_with_parent()
    token, org = os.environ.get("INFLUX_TOKEN", "").strip(), os.environ.get("INFLUX_ORG", "forewarn")
    queries = {name: getattr(given, name) for name in OPTIONS}
    return serve(given.host, given.port, given.data, token or None, org, limits=limits, queries=queries)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 5 or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is no port; one is a whole number from 0 to 65535")
    return int(text)
