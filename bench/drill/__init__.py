"""Drills: parts are killed and their disks filled while they work, and a ledger is kept of what they promised.

    forewarn bench drill [--kills N] [--full-disk M] [--worker-kills K] [--seed S]

*store*   an embedded store is killed (SIGKILL) amid the writes of four clients, M of N times on a disk that fills up
          and gets room again; after each start, what it holds is compared with what it had answered

*worker*  worker and simulator are killed K times with an episode under way, beside a stand that is left alone; both
          must tell the same: episodes with their ids, the level and risk of each minute, the samples of each minute
"""

from collections.abc import Callable
from itertools import count

import click


def measure(kills: int, full_disk: int, worker_kills: int, seed: int) -> None:
    """Run the drills that are asked for and print each ledger. Raises `ClickException` where a promise was broken."""
    from bench.drill import store, worker

    if full_disk > kills:
        raise click.BadParameter("these are a part of the kills, and cannot be more", param_hint="--full-disk")
    kept = True
    if kills:
        text, kept = store.drill(kills, full_disk, seed, _counter("kills of the store", kills))
        click.echo(f"\n{text}")
    if worker_kills:
        text, alike = worker.drill(worker_kills, _counter("kills of the worker", worker_kills))
        click.echo(f"\n{text}")
        kept &= alike
    if not kept:
        raise click.ClickException("a promise was broken")


def _counter(what: str, most: int) -> Callable[[], None]:
    """Shows, each time that it is called, how many times that was; in a log too, which no bar would be drawn into."""
    number = count(1)
    return lambda: click.echo(f"\r{what}: {next(number)} of {most}", err=True, nl=False)
