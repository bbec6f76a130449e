"""The official client for InfluxDB, as all of ours go out: past a proxy or not, and with whom they trust."""

from typing import Any

from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.rest import ApiException

from contract.errors import SettingsError
from contract.outgoing import is_sendable, proxy_for, trust, unreachable


def client(url: str, token: str, org: str, **more: Any) -> Any:
    """The official client for a store. Raises `SettingsError`, without the token, where no header can carry it."""
    if not is_sendable(token):
        raise SettingsError("INFLUX_TOKEN: holds a character that no token has (a blank, a line break, an umlaut)")
    return InfluxDBClient(url=url, token=token, org=org, proxy=proxy_for(url), ssl_context=trust(url), **more)


def unanswered(url: str, error: ApiException) -> str | None:
    """One sentence where the official client's error is no server's answer at all; None where it is one."""
    return None if error.status else unreachable(url, error.__context__ or error)
