"""`forewarn simulate`: a fleet of machines, live into the store or as fast as it goes into a file."""

import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from collectors.registry import FAULTS
from collectors.scenario import DEMO, Scenario, duration, load, materialise
from collectors.sensor_faults import MODES
from collectors.simulate import to_file
from forewarn import context
from forewarn.lifetime import end_with_parent, stop_event
from forewarn.ports import need_free
from forewarn.simulation import Door, SimulationFolder, run_live
from telemetry.errors import ContractError
from telemetry.writer import Writer


@click.command()
@click.argument("scenario", default=DEMO, type=click.Path(path_type=Path))
@click.option("--live", "is_live", is_flag=True, help="Write telemetry in real time, into the store.")
@click.option(
    "--state",
    default=Path("var"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="With --live: folder that keeps the fleet's scenario and how far it has come.",
)
@click.option("--rate", default=1.0, show_default=True, help="With --live: samples a second of each machine.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write line protocol to this file instead."
)
@click.option("--length", default="1h", show_default=True, help="With --out: how much to simulate, such as 90m or 8d.")
@click.option("--step", default="1s", show_default=True, help="With --out: time between samples.")
@click.option("--seed", type=int, help="With --out: another seed than the scenario's.")
@click.option("--list-faults", is_flag=True, help="List the failure modes, a line each: class, mode, code, growth.")
@click.option("--with-parent", is_flag=True, hidden=True, help="End when standard input closes.")
def command(
    scenario: Path, is_live: bool, state: Path, rate: float, out: Path | None, length: str, step: str, seed: int | None,
    list_faults: bool, with_parent: bool,
) -> None:  # fmt: skip
    """Simulate a fleet of machines with faults that change their physics, and the truth of what broke when.

    SCENARIO is a TOML file; without one it is the demo fleet. With --live it goes on where it ended. The same scenario
    and seed give the same bytes.
    """
    if list_faults:
        for fault in FAULTS:
            click.echo(
                f"{fault.failure.asset_class:<8} {fault.mode:<22} {fault.failure.code or '-':<12} {fault.growth}"
            )
        for sensor_fault in MODES.values():
            click.echo(f"{'any':<8} {sensor_fault.mode:<22} {'-':<12} {sensor_fault.growth}")
    elif out is not None:
        _simulate_to_file(scenario, out, length, step, seed)
    elif is_live:
        if with_parent:
            end_with_parent()
        _simulate_live(scenario, state, rate)
    else:
        raise click.UsageError("give --live, --out FILE or --list-faults")


def _simulate_live(template: Path, state: Path, rate: float) -> None:
    settings = context.load()
    door = Door.of(settings)
    if door is not None:
        need_free(door.host, door.port, "simulator", "FOREWARN_SIMULATOR_URL")
    stop = stop_event()
    folder = SimulationFolder(state)
    folder.ensure(template)
    spool = context.spool(settings)
    with context.gateway(settings) as gateway, Writer(gateway, "telemetry", spool, interval_s=0.2) as writer:
        run_live(folder, writer, stop, rate, door)


def _simulate_to_file(path: Path, out: Path, length: str, step: str, seed: int | None) -> None:
    fleet = _begun(path)
    if seed is not None:
        fleet = replace(fleet, seed=seed)
    begin = time.perf_counter()
    lines = to_file(fleet, out, fleet.start, fleet.start + duration(length, "--length"), duration(step, "--step"))
    click.echo(f"{lines:,} lines to {out} in {time.perf_counter() - begin:.1f} s")


def _begun(path: Path) -> Scenario:
    """A scenario with a start; one that begins at launch begins at the last midnight, so that a day is one file."""
    try:
        return load(path)
    except ContractError as error:
        if error.field != "start" or "launch" not in error.reason:
            raise
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with tempfile.TemporaryDirectory() as folder:
        return load(materialise(path, Path(folder) / "fleet.toml", midnight))
