"""What most commands need first: settings, logging, a gateway."""

from pathlib import Path

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
