"""What most commands need first: settings, logging, a gateway; and a progress bar."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from collectors.sink import Progress as Told
from contract.catalogue.watch import watch
from contract.errors import SettingsError
from contract.settings import Settings
from forewarn.local import DEFAULT, LocalFolder
from forewarn.logs import configure
from store.gateway import Gateway
from store.provision import FirstUser, provision
from store.spool import Spool


def load() -> Settings:
    """The settings of this process, logging as they want it, and the classes that they name in force.

    Classes that are refused are logged, and those that ship stay.
    """
    settings = Settings.load()
    configure(settings.forewarn_log_format, settings.forewarn_log_level)
    watch(settings.forewarn_machines).adopt()
    return settings


def gateway(settings: Settings, *, component: str | None = None) -> Gateway:
    """The store that the settings name.

    With `component`, what is not set is looked for where `make run` leaves it: token, address and organisation, so that
    commands in another shell work without any setting.
    """
    folder = LocalFolder(DEFAULT)
    local = folder.secrets / f"{component}.token"
    if settings.influx_token is None and component and local.exists():
        token = local.read_text(encoding="utf-8").strip()
    else:
        token = settings.require("influx_token")
    url, org = settings.influx_url, settings.influx_org
    if component and (noted := folder.addresses()):
        url = url if "influx_url" in settings.model_fields_set else noted.store
        org = org if "influx_org" in settings.model_fields_set else noted.org
    return Gateway(url, token, org)


def set_up(settings: Settings, folder: Path) -> list[str]:
    """Make the store that the settings name ready, with token files in `folder`; what was done, a line each."""
    password, token = settings.forewarn_init_password, settings.influx_token
    first = FirstUser(settings.forewarn_init_user, password.get_secret_value()) if password else None
    operator = token.get_secret_value() if token else None
    return provision(settings.influx_url, settings.influx_org, folder, operator=operator, first=first)


def reader(settings: Settings, gateway: Gateway) -> Gateway:
    """The store as who reads the buckets of sources sees it: with a token of its own, where there is one.

    One that lies in a file may be replaced there at any time.
    """
    if settings.forewarn_sources_token is None:
        return gateway
    token = settings.require("forewarn_sources_token")

    def again() -> str:
        try:
            return Settings.load().require("forewarn_sources_token")
        except SettingsError:  # a file that is being written
            return token

    return Gateway(settings.influx_url, token, settings.influx_org, again=again)


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
