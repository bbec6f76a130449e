"""`forewarn bench`: measures what the README claims; `bench/` holds the measurements, a file each."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import click

from forewarn.finite import FiniteRange

SEED = click.IntRange(0, 2**63 - 1)
BENCHES = {
    "loop": "The whole loop on one machine: lag, CPU and memory of each part.",
    "refit": "Learning anew beside the loop: what it does to the worker's ticks.",
    "simulate": "The simulators' speed: 10,000 assets at 1 Hz and a month of 50, into nothing and into the store.",
    "pictures": "Draws the simulators: a healthy day of each kind, every failure mode, and their page in the docs.",
    "score": "Points a second of a core and bytes a series, beside River, statsmodels and bare numpy.",
    "store": "The embedded store's writes and queries beside the limits of what is under it.",
    "csv": "Reading annotated CSV: ours against the official client's.",
    "nab": "Novelty on the series of the Numenta Anomaly Benchmark, scored by its rules where labels are there.",
    "faults": "Faults in a simulated fleet with its truth: what is found, how soon, at how many false alarms.",
    "skab": "Recordings of a real pump: anomalous rows found and missed, and false alarms of a healthy one.",
    "drill": "Kills of a store amid writes, of worker and simulator amid an episode: what is promised, what is there.",
    "quality": "Faults of sensors over healthy machines: recognised as data faults, or raised as risk.",
}


@click.group()
def command() -> None:
    """Measure what the README claims: each command prints its figures."""


@command.command(help=BENCHES["loop"])
@click.option("--assets", default=100, show_default=True, type=click.IntRange(1), help="Simulated assets at 1 Hz.")
@click.option("--minutes", default=5.0, show_default=True, type=FiniteRange(0.2, 600), help="How long to measure.")
def loop(assets: int, minutes: float) -> None:
    from bench.loop import measure

    click.echo(measure(assets, minutes))


@command.command(help=BENCHES["refit"])
@click.option(
    "--series", default=1000, show_default=True, type=click.IntRange(1), help="Series that are refitted, at least."
)
def refit(series: int) -> None:
    from bench.refit import measure

    click.echo(measure(series))


@command.command(help=BENCHES["simulate"])
@click.option(
    "--assets", default=10_000, show_default=True, type=click.IntRange(1), help="Assets of all kinds at 1 Hz."
)
@click.option("--seconds", default=10, show_default=True, type=click.IntRange(1, 3600), help="Seconds of them.")
@click.option("--store/--no-store", default=True, show_default=True, help="Also write into an embedded store.")
def simulate(assets: int, seconds: int, store: bool) -> None:
    from bench.simulate import measure

    click.echo(measure(assets, seconds, store))


@command.command(help=BENCHES["pictures"])
@click.option("--out", default="docs", show_default=True, type=click.Path(path_type=Path), help="Folder to write to.")
def pictures(out: Path) -> None:
    try:
        from bench.pictures.draw import draw
    except ModuleNotFoundError as error:
        raise click.ClickException(
            f"{error.name} is missing: install requirements-dev.lock, or run `make docs`"
        ) from error
    draw(out)


@command.command(help=BENCHES["score"])
@click.option("--series", default=10_000, show_default=True, type=click.IntRange(200), help="Series of the fleet.")
@click.option(
    "--repeats", default=5, show_default=True, type=click.IntRange(1, 100), help="The median of these counts."
)
def score(series: int, repeats: int) -> None:
    from bench.score.measure import measure

    click.echo(measure(series, repeats))


@command.command(help=BENCHES["store"])
@click.option("--assets", default=100, show_default=True, type=click.IntRange(1, 99_999), help="Assets at 1 Hz.")
@click.option("--signals", default=10, show_default=True, type=click.IntRange(2, 100), help="Signals of each.")
@click.option("--samples", default=2000, show_default=True, type=click.IntRange(1, 86_400), help="Seconds of them.")
def store(assets: int, signals: int, samples: int) -> None:
    from bench.store import measure

    click.echo(measure(assets, signals, samples))


@command.command(help=BENCHES["csv"])
def csv() -> None:
    from bench.csv_read import measure

    click.echo(measure())


@command.command(help=BENCHES["skab"])
@click.argument("data_root", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Also write results for skab_score.py.")
def skab(data_root: Path, out: Path | None) -> None:
    from bench.skab import run, save, table

    outcomes = run(data_root)
    click.echo(table(outcomes))
    if out is not None:
        save(outcomes, out)


@command.command(help=BENCHES["nab"])
@click.argument("data_root", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Folder for the scores.")
def nab(data_root: Path, out: Path) -> None:
    from bench.nab import measure

    click.echo(measure(data_root, out))


@command.command(help=BENCHES["faults"])
@click.option("--assets", default=48, show_default=True, type=click.IntRange(1), help="Machines of all kinds.")
@click.option("--days", default=14.0, show_default=True, type=FiniteRange(0.1, 366), help="Days that are scored.")
@click.option(
    "--seed", default=101, show_default=True, type=SEED, help="The world and its faults; 101 was looked at in building."
)
@click.option("--verbose", is_flag=True, help="Also list every episode and every false alarm.")
def faults(assets: int, days: float, seed: int, verbose: bool) -> None:
    from bench.faults import measure

    click.echo(measure(assets, days, seed, verbose))


@command.command(help=BENCHES["quality"])
@click.option("--assets", default=24, show_default=True, type=click.IntRange(1), help="Machines of all kinds.")
@click.option("--rounds", default=2, show_default=True, type=click.IntRange(1), help="Signals of each machine.")
@click.option("--step", default=60, show_default=True, type=click.IntRange(1, 600), help="Seconds between samples.")
@click.option(
    "--seed", default=7, show_default=True, type=SEED, help="The fleet's world; 7 was looked at while building."
)
def quality(assets: int, rounds: int, step: int, seed: int) -> None:
    from bench.quality import measure

    click.echo(measure(assets, rounds, step, seed))


@command.command(help=BENCHES["drill"])
@click.option("--kills", default=20, show_default=True, type=click.IntRange(0), help="Kills of the store.")
@click.option(
    "--full-disk", default=5, show_default=True, type=click.IntRange(0), help="So many of them on a disk that fills up."
)
@click.option(
    "--worker-kills", default=0, show_default=True, type=click.IntRange(0), help="Kills of worker and simulator."
)
@click.option("--seed", default=20, show_default=True, type=SEED, help="When each kill of the store comes.")
def drill(kills: int, full_disk: int, worker_kills: int, seed: int) -> None:
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
