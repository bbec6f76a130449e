"""What most commands need first: settings, logging, a gateway; and a progress bar."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from collectors.sink import Progress as Told
from contract.settings import Settings
from forewarn.local import DEFAULT, LocalFolder
from forewarn.logs import configure
from store.gateway import Gateway
from store.spool import Spool


def load() -> Settings:
    """The settings of this process, and logging as they want it."""
    settings = Settings.load()
    configure(settings.forewarn_log_format, settings.forewarn_log_level)
    return settings


def gateway(settings: Settings, *, component: str | None = None) -> Gateway:
    """The store that the settings name.

    With `component`, a token that is not set is looked for where `make run` leaves it, so that commands in another
    shell work without any setting.
    """
    local = LocalFolder(DEFAULT).secrets / f"{component}.token"
    if settings.influx_token is None and component and local.exists():
        token = local.read_text(encoding="utf-8").strip()
    else:
        token = settings.require("influx_token")
    return Gateway(settings.influx_url, token, settings.influx_org)


def spool(settings: Settings) -> Spool | None:
    """The spool that the settings name, if any."""
    folder = settings.forewarn_spool_dir
    return None if folder is None else Spool(Path(folder), settings.forewarn_spool_limit_mb * 2**20)


@contextmanager
def bar(description: str) -> Iterator[Told]:
    """A progress bar on the terminal, where there is one."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(description, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
