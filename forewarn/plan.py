"""What `forewarn run` runs, and where: an option counts first, then a setting, then what is usual."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from contract.errors import SettingsError
from contract.outgoing import is_loopback
from contract.settings import Settings
from forewarn.local import Addresses, LocalFolder
from store.gateway import Gateway

HOST = "127.0.0.1"
STORE_PORT, ADMIN_PORT, SIMULATOR_PORT = 8086, 8000, 8010
STORE_SET, ADMIN_SET, SIMULATOR_SET = "INFLUX_URL", "FOREWARN_ADMIN_PORT", "FOREWARN_SIMULATOR_URL"
"""The settings that say where each listens."""
_EVERYWHERE = {"0.0.0.0": HOST, "::": "::1"}


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports that options name; None where none does."""

    store: int | None = None
    admin: int | None = None
    simulator: int | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where a part of ours listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """Its address, as this machine reaches it."""
        host = _EVERYWHERE.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run and where; without `store` it is elsewhere, as the settings say."""

    folder: LocalFolder
    settings: Settings
    store: Address | None
    admin: Address
    simulator: Address | None = None
    """Where the simulator can be controlled; None is nowhere."""
    simulated: bool = True
    """Whether there is a simulated fleet."""

    @classmethod
    def of(cls, folder: LocalFolder, settings: Settings, ports: Ports, simulated: bool | None) -> Self:
        """The plan that options and settings make; what nobody says is as it was in this folder.

        Raises `SettingsError` where they contradict each other, or what lies in the folder.
        """
        before = folder.addresses()
        if simulated is None:
            simulated = before is None or before.simulator is not None
        elsewhere = _elsewhere(folder, settings, ports, before)
        return cls(
            folder,
            settings if elsewhere is None else settings.model_copy(update={"influx_url": elsewhere}),
            _store(settings, ports) if elsewhere is None else None,
            _admin(settings, ports),
            _simulator(settings, ports) if simulated else None,
            simulated,
        )

    @property
    def org(self) -> str:
        """The organisation in the store."""
        return self.settings.influx_org

    @property
    def store_url(self) -> str:
        """Address of the store."""
        return self.settings.influx_url if self.store is None else self.store.url

    @property
    def addresses(self) -> Addresses:
        """What later commands want to know of it."""
        simulator = None if self.simulator is None else self.simulator.url
        return Addresses(self.store_url, self.org, self.store is not None, self.admin.url, simulator)

    def control(self) -> dict[str, str]:
        """What the simulator and the admin need to know of each other."""
        if self.simulator is None:
            return {"FOREWARN_SIMULATOR_URL": ""}
        self.folder.secret("simulator.token")
        return {
            "FOREWARN_SIMULATOR_URL": self.simulator.url,
            "FOREWARN_SIMULATOR_TOKEN": "",
            "FOREWARN_SIMULATOR_TOKEN_FILE": str(self.folder.secrets / "simulator.token"),
        }

    def environment(self, component: str) -> dict[str, str]:
        """What a child needs to know: the store, its own token, its own spool."""
        return {
            "INFLUX_URL": self.store_url,
            "INFLUX_ORG": self.org,
            "INFLUX_TOKEN": "",
            "INFLUX_TOKEN_FILE": str(self.folder.secrets / f"{component}.token"),
            "FOREWARN_SPOOL_DIR": str(self.folder.spool(component)),
        }

    def gateway(self, component: str) -> Gateway:
        """A gateway with a component's rights."""
        return Gateway(self.store_url, self.folder.secret(f"{component}.token"), self.org)


def _elsewhere(folder: LocalFolder, settings: Settings, ports: Ports, before: Addresses | None) -> str | None:
    """The address of a store that somebody else runs; None where a store of our own is to be started.

    With a token, INFLUX_URL is somebody else's store; without one, and on this machine, it is where ours listens. A
    folder stays with its kind of store, as it holds how far the fleet and the worker have come in it.
    """
    named = settings.influx_url if "influx_url" in settings.model_fields_set else None
    if before is not None and not before.own_store:
        if ports.store is not None:
            raise SettingsError(f"--store-port: {folder.root} belongs to {before.store}; choose another with --data")
        return named or before.store
    if ports.store is not None or named is None:
        return None
    if not folder.store.exists():
        return None if _is_here(named) and settings.influx_token is None else named
    if not _is_here(named):
        raise SettingsError(f"INFLUX_URL: {folder.root} belongs to a store of its own; choose another with --data")
    return None


def _is_here(url: str) -> bool:
    """Whether the embedded store could listen at an address."""
    parts = urlsplit(url)
    return parts.scheme == "http" and is_loopback(parts.hostname or "") and parts.path in ("", "/")


def _store(settings: Settings, ports: Ports) -> Address:
    if ports.store is not None:
        return Address(HOST, ports.store)
    if "influx_url" not in settings.model_fields_set:
        return Address(HOST, STORE_PORT)
    url = urlsplit(settings.influx_url)
    return Address(url.hostname or HOST, url.port or 80)


def _admin(settings: Settings, ports: Ports) -> Address:
    port = ports.admin or settings.forewarn_admin_port
    if not port:
        raise SettingsError(f"{ADMIN_SET}: 0 is any port, and nobody would know which")
    return Address(settings.forewarn_admin_host, port)


def _simulator(settings: Settings, ports: Ports) -> Address:
    if ports.simulator is not None or settings.forewarn_simulator_url is None:
        return Address(HOST, ports.simulator or SIMULATOR_PORT)
    url = urlsplit(settings.forewarn_simulator_url)
    return Address(url.hostname or HOST, url.port or 80)
