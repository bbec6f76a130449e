"""`forewarn notify`: messages of incidents by mail, to Slack and to a webhook."""

import threading
from pathlib import Path

import click

from admin.store import Store
from forewarn import context
from forewarn.heartbeat import beat
from forewarn.lifetime import end_with_parent, stop_event
from forewarn.messages.links import Links
from forewarn.messages.receivers import wanted
from forewarn.messages.state import StateFile
from forewarn.messages.teller import Teller, Watch

END_S = 5.0
"""How long a message that is under way may take where the process is to end; it is sent again at the next start."""


@click.command()
@click.option(
    "--state",
    default=Path("var/notify"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder that keeps what each receiver was told.",
)
@click.option("--with-parent", is_flag=True, hidden=True, help="End when standard input closes.")
def command(state: Path, with_parent: bool) -> None:
    """Tell of incidents by mail, in Slack and to a webhook, whichever the settings name; each thing once at least.

    `make run` starts it by itself where a receiver is named.
    """
    settings, stop = context.load(), stop_event()
    if with_parent:
        end_with_parent()
    found = wanted(settings)
    links = Links(settings.forewarn_admin_url or "")
    with context.gateway(settings, component="publisher") as gateway:
        watch = Watch(Store(gateway))
        remind_h = settings.forewarn_notify_remind_h
        tellers = [Teller(watch, each, StateFile(state / f"{each.kind}.json"), links, remind_h) for each in found]
        threads = [threading.Thread(target=each.run, args=(stop, _alive), daemon=True) for each in tellers]
        for thread in threads:
            thread.start()
        stop.wait()
        for thread in threads:
            thread.join(END_S)


def _alive() -> None:
    beat("notifier")
