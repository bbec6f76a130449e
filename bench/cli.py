"""`python -m bench`, and behind it `forewarn bench`: a line a bench, and what each can be told."""

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from bench.finite import FiniteRange
from forewarn.cli import Sentences

MANY, ANY = click.IntRange(1), click.IntRange(0)
SEED = click.IntRange(0, 2**63 - 1)
FOLDER = click.Path(path_type=Path, file_okay=False)
THERE = click.Path(path_type=Path, exists=True, file_okay=False)
RECORDINGS = click.Argument(["data_root"], type=THERE)


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def command() -> None:
    """Measure what the README claims: each command prints its figures."""


def _bench(name: str, module: str, sentence: str, *params: click.Parameter) -> None:
    """Add a command that prints what `measure` of a module returns; it takes the options by their names.

    The module is loaded only when it is asked for, so that help and parsing start at once.
    """

    def run(**given: Any) -> None:
        if (text := import_module(f"bench.{module}").measure(**given)) is not None:
            click.echo(text)

    command.add_command(click.Command(name, callback=run, params=list(params), help=sentence))


def _option(name: str, default: object, kind: "click.ParamType[Any]", sentence: str, to: str = "") -> click.Option:
    names = [name, to] if to else [name]
    return click.Option(names, default=default, show_default=True, type=kind, help=sentence)


_bench(
    "loop",
    "loop",
    "The whole loop on one machine: lag, CPU and memory of each part.",
    _option("--assets", 100, MANY, "Simulated assets at 1 Hz."),
    _option("--minutes", 5.0, FiniteRange(0.2, 600), "How long to measure."),
)
_bench(
    "refit",
    "refit",
    "Learning anew beside the loop: what it does to the worker's ticks.",
    _option("--series", 1000, MANY, "Series that are refitted, at least."),
)
_bench(
    "simulate",
    "simulate",
    "The simulators' speed: 10,000 assets at 1 Hz and a month of 50, into nothing and into the store.",
    _option("--assets", 10_000, MANY, "Assets of all kinds at 1 Hz."),
    _option("--seconds", 10, click.IntRange(1, 3600), "Seconds of them."),
    _option("--store/--no-store", True, click.BOOL, "Also write into an embedded store.", "with_store"),
)
_bench(
    "pictures",
    "pictures",
    "Draws the simulators: a healthy day of each kind, every failure mode, and their page in the docs.",
    _option("--out", "docs", click.Path(path_type=Path), "Folder to write to."),
)
_bench(
    "screens",
    "screens",
    "Pictures of the pages of what `make run` runs; sets a threshold of it and tries another.",
    _option("--data", "var", FOLDER, "Its folder."),
    _option("--out", "docs/screens", FOLDER, "Folder to write to."),
)
_bench(
    "score",
    "score.measure",
    "Points a second of a core and bytes a series, beside River, statsmodels and bare numpy.",
    _option("--series", 10_000, click.IntRange(200), "Series of the fleet."),
    _option("--repeats", 5, click.IntRange(1, 100), "The median of these counts."),
)
_bench(
    "compare",
    "compare",
    "The speed of scoring of an older checkout and of this one, in turns in one run.",
    click.Argument(["old"], type=THERE),
    _option("--turns", 30, MANY, "Minutes of each; the medians count."),
    _option("--series", 10_000, click.IntRange(200), "Series of the fleet."),
)
_bench(
    "store",
    "store",
    "The embedded store's writes and queries beside the limits of what is under it.",
    _option("--assets", 100, click.IntRange(1, 99_999), "Assets at 1 Hz."),
    _option("--signals", 10, click.IntRange(2, 100), "Signals of each."),
    _option("--samples", 2000, click.IntRange(1, 86_400), "Seconds of them."),
)
_bench(
    "predictions",
    "predictions",
    "How long programs wait for a prediction, and for those of a whole fleet.",
    _option("--assets", 1000, click.IntRange(1, 1000), "Assets, each told of hourly."),
    _option("--days", 30, click.IntRange(1, 365), "For how long."),
)
_bench(
    "admin",
    "admin",
    "The admin under load: how long clients wait that ask at once, over a store with a million points.",
    _option("--assets", 100, MANY, "Machines."),
    _option("--hours", 24, click.IntRange(1, 720), "Hours of them, a point a minute of each and of its six signals."),
    _option("--clients", 100, click.IntRange(1, 1000), "Clients at once."),
    _option("--seconds", 60.0, FiniteRange(0.6, 3600), "How long they ask, all in all."),
)
_bench(
    "api",
    "api",
    "The API for programs under load: how long clients wait that ask at once, and how fast samples are taken as JSON.",
    _option("--assets", 100, MANY, "Machines."),
    _option("--hours", 14, click.IntRange(1, 720), "Hours of them, two samples a minute of six signals."),
    _option("--clients", 100, click.IntRange(1, 1000), "Clients at once."),
    _option("--seconds", 60.0, FiniteRange(0.6, 3600), "How long they ask and send, all in all."),
    _option(
        "--every",
        0.0,
        FiniteRange(0, 600),
        "Seconds from a question of a client to its next; 0: as soon as it is answered.",
    ),
)
_bench(
    "live",
    "live",
    "Live streams: how far behind clients are, half of them over WebSockets, and what they cost the admin.",
    _option("--assets", 100, MANY, "Machines that are told of each second."),
    _option("--clients", 500, click.IntRange(1, 600), "Clients at once."),
    _option("--seconds", 300.0, FiniteRange(1, 86_400), "How long they listen."),
)
_bench(
    "export",
    "export",
    "Exports in each form: seconds, values a second, and the memory of the process that writes the file.",
    _option("--values", 2_000_000, click.IntRange(1, 1_000_000_000), "Values that are exported, at least."),
)
_bench("csv", "csv_read", "Reading annotated CSV: ours against the official client's.")
_bench(
    "skab",
    "skab",
    "Recordings of a real pump: anomalous rows found and missed, and false alarms of a healthy one.",
    RECORDINGS,
    click.Option(["--out"], type=FOLDER, help="Also write results for skab_score.py."),
)
_bench(
    "nab",
    "nab",
    "Novelty on the series of the Numenta Anomaly Benchmark, scored by its rules where labels are there.",
    RECORDINGS,
    click.Option(["--out"], required=True, type=FOLDER, help="Folder for the scores."),
)
_bench(
    "cmapss",
    "cmapss.measure",
    "Engines of C-MAPSS: the remaining life that is told, its range and its probabilities, against the truth.",
    RECORDINGS,
    click.Option(["--subset"], multiple=True, help="FD001 or another; all that are there by default."),
    click.Option(["--out"], type=FOLDER, help="Also write what was told of each engine."),
)
_bench(
    "trial",
    "trial",
    "A proposal tried on the history of a fleet: seconds and memory.",
    _option("--assets", 100, MANY, "Machines."),
    _option("--signals", 10, click.IntRange(1, 25), "Signals of each."),
    _option("--days", 30.0, FiniteRange(1, 365), "Days that are tried."),
    _option("--step", 60, click.IntRange(1, 3600), "Seconds between samples.", "step_s"),
    _option("--seed", 5, SEED, "The noise."),
)
_bench(
    "prognosis",
    "prognosis.measure",
    "When machines of a simulated fleet will fail: what is told day by day, against the truth.",
    _option("--assets", 60, MANY, "Machines of all kinds."),
    _option("--days", 120.0, FiniteRange(20, 730), "Days that are asked about."),
    _option("--seed", 11, SEED, "The world and its faults; those that ship were trained on 7."),
    click.Option(["--models"], type=FOLDER, help="Models of `forewarn train`, in place of those that ship."),
)
_bench(
    "faults",
    "faults",
    "Faults in a simulated fleet with its truth: what is found, how soon, at how many false alarms.",
    _option("--assets", 48, MANY, "Machines of all kinds."),
    _option("--days", 14.0, FiniteRange(0.1, 366), "Days that are scored."),
    _option("--seed", 101, SEED, "The world and its faults; 101 was looked at in building."),
    click.Option(["--verbose"], is_flag=True, help="Also list every episode and every false alarm."),
)
_bench(
    "alarms",
    "alarms",
    "Alarm health of a simulated fleet: how much its operator is told, beside the targets of ISA-18.2.",
    _option("--assets", 24, MANY, "Machines of all kinds."),
    _option("--days", 7.0, FiniteRange(0.1, 366), "Days that are counted."),
    _option("--seed", 102, SEED, "The world and its faults."),
)
_bench(
    "quality",
    "quality",
    "Faults of sensors over healthy machines: recognised as data faults, or raised as risk.",
    _option("--assets", 24, MANY, "Machines of all kinds."),
    _option("--rounds", 2, MANY, "Signals of each machine."),
    _option("--step", 60, click.IntRange(1, 600), "Seconds between samples.", "step_s"),
    _option("--seed", 7, SEED, "The fleet's world; 7 was looked at while building."),
)
_bench(
    "drill",
    "drill",
    "Kills of a store amid writes, of worker and simulator amid an episode: what is promised, what is there.",
    _option("--kills", 20, ANY, "Kills of the store."),
    _option("--full-disk", 5, ANY, "So many of them on a disk that fills up."),
    _option("--worker-kills", 0, ANY, "Kills of worker and simulator."),
    _option("--seed", 20, SEED, "When each kill of the store comes."),
)
_bench(
    "backtest",
    "backtest",
    "A year of 50 signals at a minute through the backtest: seconds, values a second, memory.",
    _option("--days", 365.0, FiniteRange(1, 3660), "Length of the recording."),
    _option("--signals", 50, click.IntRange(1, 1000), "Signals, up to 25 a machine."),
    _option("--step", 60, click.IntRange(1, 3600), "Seconds between samples.", "step_s"),
    _option("--seed", 1, SEED, "The noise."),
)
_bench(
    "own",
    "own",
    "Machines of one's own in a bucket of theirs: learning, catching up and a minute's work: time, CPU, memory.",
    _option("--assets", 5000, MANY, "Machines, each sending once a minute."),
    _option("--signals", 4, click.IntRange(1, 2000), "Signals of each."),
    _option("--hours", 48.0, FiniteRange(0.1, 336), "History that is learned from, and six hours of it caught up on."),
)
_bench(
    "house",
    "house",
    "Files and lines of each room, sizes of functions, and folders that import each other.",
    click.Option(["--tree"], type=THERE, help="Another checkout; this one by default."),
    click.Option(
        ["--check"], is_flag=True, help="Only end with status 1 where something is past its cap, and name it."
    ),
)
