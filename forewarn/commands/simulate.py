"""`forewarn simulate`: a fleet of machines, live into the store or as fast as it goes into a file."""

import time
from datetime import UTC, datetime
from pathlib import Path

import click

from collectors import records
from collectors.live import Pace
from collectors.registry import FAULTS
from collectors.scenario import LAUNCH, LONGEST, SHIPPED, Scenario, duration, find, launched, load, read, summary
from collectors.sensor_faults import MODES
from collectors.simulate import to_file
from contract.catalogue.watch import watch
from contract.errors import ContractError
from contract.measurements import TELEMETRY
from contract.time import DAY, SECOND, rfc3339
from forewarn import context
from forewarn.arrival import UNREACHED_S, need_store, settle, told
from forewarn.lifetime import end_with_parent, stop_event
from forewarn.ports import need_free
from forewarn.simulation import Door, SimulationFolder, run_live
from store.writer import Writer

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("scenario", default="demo")
@click.option("--live", "is_live", is_flag=True, help="Write telemetry in real time, into the store.")
@click.option(
    "--state",
    default=Path("var"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="With --live: folder that keeps the fleet's scenario and how far it has come.",
)
@click.option(
    "--rate", type=float, help="With --live: samples a second of each machine.  [default: as ordered last, at first 1]"
)
@click.option("--out", type=_FILE, help="Write line protocol to this file, as fast as it goes.")
@click.option("--truth", type=_FILE, help="Write what broke when to this file: a line of JSON an episode.")
@click.option("--seed", type=int, help="With a file: another seed than the scenario's.")
@click.option(
    "--start", "--from", "start", help="With a file: another start than the scenario's, such as 2026-11-13T08:00:00Z."
)
@click.option("--to", "end", help="With a file: the moment at which it ends, instead of the scenario's length.")
@click.option(
    "--length", help="With a file: how much to simulate, such as 90m or 8d, instead of the scenario's length."
)
@click.option("--step", help="With --out: time between samples, from 1s to 10m, instead of the scenario's step.")
@click.option("--list-faults", is_flag=True, help="List the failure modes, a line each: class, mode, code, growth.")
@click.option("--list-scenarios", is_flag=True, help="List the scenarios that ship, a line each.")
@click.option("--with-parent", is_flag=True, hidden=True, help="End when standard input closes.")
def command(
    scenario: str, is_live: bool, state: Path, rate: float | None, out: Path | None, truth: Path | None,
    seed: int | None, start: str | None, end: str | None, length: str | None, step: str | None, list_faults: bool,
    list_scenarios: bool, with_parent: bool,
) -> None:  # fmt: skip
    """Simulate a fleet of machines with faults that change their physics, and the truth of what broke when.

    SCENARIO is a TOML file or the name of one that ships (--list-scenarios); without it, the demo fleet. With --live it
    goes on where it ended. The same scenario, start and seed give the same bytes. One that begins at launch begins with
    --out by its history before the last midnight.
    """
    if list_faults:
        _list_faults()
    elif list_scenarios:
        for name, path in SHIPPED.items():
            click.echo(f"{name:<14} {summary(path)}")
    elif out is not None or truth is not None:
        begun = _begun(find(scenario), seed, start)
        _simulate_to_files(begun, out, truth, _stop(begun, end, length), step)
    elif is_live:
        if with_parent:
            end_with_parent()
        _simulate_live(find(scenario), state, rate)
    else:
        raise click.UsageError("give --live, --out FILE, --truth FILE, --list-faults or --list-scenarios")


def _list_faults() -> None:
    for fault in FAULTS:
        _list_fault(fault.asset_class, fault.mode, fault.failure.code, fault.growth)
    for sensor_fault in MODES.values():
        _list_fault("any", sensor_fault.mode, sensor_fault.code, sensor_fault.growth)


def _list_fault(asset_class: str, mode: str, code: str, growth: str) -> None:
    click.echo(f"{asset_class:<8} {mode:<24} {code or '-':<12} {growth}")


def _simulate_live(template: Path, state: Path, rate: float | None) -> None:
    Pace(1.0 if rate is None else rate)  # refuses what is none before the store is waited for
    settings = context.load()
    watch(settings.forewarn_machines).follow()
    door = Door.of(settings)
    if door is not None:
        need_free(door.host, door.port, "simulator", "FOREWARN_SIMULATOR_URL")
    stop = stop_event()
    with context.gateway(settings) as gateway:
        need_store(gateway, TELEMETRY.bucket, stop, UNREACHED_S)
        folder = SimulationFolder(state)
        folder.ensure(template)
        with Writer(gateway, TELEMETRY.bucket, context.spool(settings), interval_s=0.2) as writer:
            run_live(folder, writer, stop, rate, door)
            settle(writer, stop)
            click.echo(told(writer))


def _simulate_to_files(scenario: Scenario, out: Path | None, truth: Path | None, stop: int, step: str | None) -> None:
    pace = scenario.step if step is None else duration(step, "--step")
    if out is not None:
        begin = time.perf_counter()
        with context.bar(f"simulating {len(scenario.assets)} assets") as show:
            lines = to_file(scenario, out, scenario.start, stop, pace, show)
        click.echo(f"{lines:,} lines to {out} in {time.perf_counter() - begin:.1f} s")
    if truth is not None:
        begin = time.perf_counter()
        with context.bar("looking for when each fault can be seen"):
            episodes = records.write(scenario, truth, scenario.start, stop)
        click.echo(f"truth (episodes: {episodes:,}) to {truth} in {time.perf_counter() - begin:.1f} s")


def _stop(scenario: Scenario, end: str | None, length: str | None) -> int:
    """Where a file ends, ns since 1970."""
    if end is None:
        return scenario.start + (scenario.length if length is None else duration(length, "--length"))
    if length is not None:
        raise ContractError("--to", "--length says already where it ends")
    stop = round(_moment(end, "--to").timestamp()) * SECOND
    if not scenario.start < stop <= scenario.start + LONGEST:
        raise ContractError("--to", f"must be after {rfc3339(scenario.start)}, and within {LONGEST // DAY}d")
    return stop


def _begun(path: Path, seed: int | None, start: str | None) -> Scenario:
    """A scenario with a start; one that begins at launch is launched at the last midnight."""
    document = read(path)
    if start is not None:
        return load(path, seed, _moment(start, "--start"))
    if document.get("start") == LAUNCH:
        midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return load(path, seed, launched(document, midnight))
    return load(path, seed)


def _moment(text: str, option: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ContractError(option, f"{text!r} is not a moment such as 2026-11-13T08:00:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
