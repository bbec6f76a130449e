"""Two checkouts side by side: the speed of scoring of each, minute by minute in turns, in one run on one machine.

    python -m bench compare OLD [--turns N] [--series N]

Each checkout has a process of its own with the fleet of `bench score`, and they take turns with every minute of it, so
that what else the machine does falls on all. The old one runs twice: how far it is from itself is how far to trust the
ratio. Of an old checkout nothing is asked but its `bench.score.fleet`.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.progress import track

from bench import ROOT
from bench.plain import table
from contract.errors import ForewarnError

MINUTES = Path(__file__).with_name("minutes.py")
HEAD = ("", "median points/s of a core", "to the old one: median", "lower quarter", "upper quarter")

Server = subprocess.Popen[str]


def measure(old: Path, turns: int, series: int) -> str:
    """An older checkout beside this one. Raises `ForewarnError` where one of them cannot score the fleet."""
    names = {"old": old, "new": ROOT, "old again": old}
    with ExitStack() as stack:
        servers = [stack.enter_context(_serving(tree, series)) for tree in names.values()]
        for server in servers:
            _minute(server)
        # Whoever comes first in a turn finds the caches cold, so each comes first as often as the others.
        found = [_turn(servers, number % len(servers)) for number in _progress(turns)]
    rows = (_row(name, [(speeds[0], speeds[place]) for speeds in found]) for place, name in enumerate(names))
    return table(HEAD, rows, f"{series:,} series, {turns} turns")


def _progress(turns: int) -> Iterator[int]:
    yield from track(range(turns), "in turns", console=Console(stderr=True), transient=True)


def _turn(servers: Sequence[Server], first: int) -> list[float]:
    """The speed of each server in a minute; the one at `first` goes first."""
    speeds = {place: _minute(servers[place]) for place in (*range(first, len(servers)), *range(first))}
    return [speeds[place] for place in range(len(servers))]


def _row(name: str, pairs: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    """A checkout's cells, of the old one's speed and its own in each turn."""
    ratios = sorted(speed / before for before, speed in pairs)
    quarters = (ratios[len(ratios) // 4], ratios[3 * len(ratios) // 4])
    return name, f"{median(own for _, own in pairs):,.0f}", *(f"{it:.3f}" for it in (median(ratios), *quarters))


@contextmanager
def _serving(tree: Path, series: int) -> Iterator[Server]:
    """A process that scores minutes with the code of a checkout."""
    words = [sys.executable, "-P", str(MINUTES), str(series)]
    env, pipe = os.environ | {"PYTHONPATH": str(tree)}, subprocess.PIPE
    with subprocess.Popen(words, cwd=tree, env=env, text=True, stdin=pipe, stdout=pipe, stderr=pipe) as server:
        try:
            yield server
        finally:
            server.kill()


def _minute(server: Server) -> float:
    """Points a second of processor time in the server's next minute."""
    assert server.stdin
    assert server.stdout
    assert server.stderr
    with suppress(BrokenPipeError):
        print(file=server.stdin, flush=True)
    if not (answer := server.stdout.readline()):
        raise ForewarnError(f"a checkout cannot score the fleet: {server.stderr.read()[-500:]}")
    scored, seconds = answer.split()
    return int(scored) / float(seconds)
