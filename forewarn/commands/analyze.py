"""`forewarn analyze`: the worker."""

from contextlib import closing
from pathlib import Path

import click

from analytics.prognosis.shelf import SHIPPED, Shelf
from analytics.worker.bounds import Bounds
from analytics.worker.fleet_days import FleetDays
from analytics.worker.loop import Worker
from contract.catalogue.watch import watch
from forewarn import context
from forewarn.arrival import arrives
from forewarn.heartbeat import beat
from forewarn.lifetime import end_with_parent, stop_event
from forewarn.teaching import Teaching
from store.sources.folder import Sources


@click.command()
@click.option(
    "--state", default=Path("var/worker"), show_default=True, type=click.Path(path_type=Path), help="Snapshot folder."
)
@click.option("--with-parent", is_flag=True, hidden=True, help="End when standard input closes.")
def command(state: Path, with_parent: bool) -> None:
    """Run the analytics worker: learn what is normal, score what is new, write risk, reasons and events.

    The first start learns from the history in the store; later ones go on from the snapshot, without a gap and without
    telling an event twice.
    """
    settings, stop = context.load(), stop_event()
    if with_parent:
        end_with_parent()
    with context.gateway(settings) as gateway, context.reader(settings, gateway) as reader:
        worker = Worker(
            gateway,
            state,
            context.spool(settings),
            tick_s=settings.forewarn_tick_s,
            lateness_s=settings.forewarn_lateness_s,
            zones=settings.zones,
            bounds=Bounds(settings.forewarn_max_assets, settings.forewarn_forget_days),
            sources=Sources(settings.forewarn_sources),
            reader=reader,
            classes=watch(settings.forewarn_machines),
            past_days=settings.forewarn_past_days,
            models=Shelf(SHIPPED, settings.forewarn_models),
        )
        with closing(Teaching()) as teaching, closing(FleetDays(gateway, settings.zones)) as days:

            def alive() -> None:
                teaching.poll()
                if arrives(worker.health, worker.rollup):
                    beat("worker")

            days.start()
            worker.run(stop, alive=alive)
