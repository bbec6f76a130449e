"""Settings from the environment: one typed object, documented in one place, checked before anything starts.

Every secret also has a `_FILE` variant that names a file to read it from. An unknown `FOREWARN_` name, a value out of
range and a placeholder secret stop the process with a message that names the variable and the reason.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo

from contract import outgoing
from contract.capacity import MOST, USUAL, Capacity, site_capacity
from contract.errors import SettingsError
from contract.networks import networks
from contract.zones import UTC, Zones, known_zone, site_zones

_PLACEHOLDERS = frozenset({"changeme", "change-me", "change_me", "secret", "password", "admin", "token", "todo", "xxx"})


class Settings(BaseModel):
    """Every setting of every component; a component uses those it needs."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    influx_url: str = Field("http://127.0.0.1:8086", pattern=r"^https?://", description="address of the store")
    influx_org: str = Field("forewarn", min_length=1, description="organisation in the store")
    influx_token: SecretStr | None = Field(None, description="token for the store")
    forewarn_ca_file: str | None = Field(
        None, description="certificates (PEM) to trust at https addresses, instead of the system's or SSL_CERT_FILE's"
    )
    forewarn_init_user: str = Field("operator", min_length=1, description="first user of a new store (forewarn init)")
    forewarn_init_password: SecretStr | None = Field(None, description="password of that user, 8 characters or more")
    forewarn_admin_host: str = Field("127.0.0.1", description="address that the admin listens on")
    forewarn_admin_port: int = Field(8000, ge=0, le=65535, description="port that the admin listens on")
    forewarn_admin_user: str = Field("admin", min_length=1, description="name to sign in to the admin with")
    forewarn_admin_password: SecretStr | None = Field(None, description="password of that user")
    forewarn_admin_token: SecretStr | None = Field(None, description="bearer token of the admin's JSON API")
    forewarn_session_secret: SecretStr | None = Field(None, description="key that signs the admin's session cookie")
    forewarn_oidc_issuer: str | None = Field(
        None,
        pattern=r"^https?://[^\s@?#]+$",
        description="OpenID Connect: the identity provider, as it calls itself; http on this machine alone",
    )
    forewarn_oidc_client_id: str | None = Field(None, min_length=1, description="name of the admin at that provider")
    forewarn_oidc_client_secret: SecretStr | None = Field(None, description="what the admin shows that provider")
    forewarn_audit_key: SecretStr | None = Field(
        None,
        description="secret behind the key that signs the audit's checkpoints; without it none are made",
    )
    forewarn_audit_export: str = Field(
        "", description="where the audit's checkpoints go to, with commas: a folder, an http address, mailto:somebody"
    )
    forewarn_mail_server: str | None = Field(
        None, pattern=r"^smtps?://[^/\s@]+$", description="server for mail: smtp://host:25, or smtps://host:465"
    )
    forewarn_mail_from: str = Field("forewarn@localhost", min_length=3, description="who mail is from")
    forewarn_mail_user: str | None = Field(None, description="name to sign in to the mail server with")
    forewarn_mail_password: SecretStr | None = Field(None, description="password of that user")
    forewarn_admin_url: str | None = Field(
        None,
        pattern=r"^https?://[^/\s@?#]+(/[A-Za-z0-9._~-]+)*/?$",
        description="address that people reach the admin at, through a proxy; with the path if it has one",
    )
    forewarn_trusted_proxies: str = Field(
        "", description="addresses and networks of proxies whose X-Forwarded-* headers are believed, with commas"
    )
    forewarn_simulator_url: str | None = Field(
        None,
        pattern=r"^https?://[^/\s@]+:\d+$",
        description="address of the simulator's control API, with its port: it listens there, the admin asks there",
    )
    forewarn_simulator_token: SecretStr | None = Field(None, description="bearer token of the simulator's control API")
    forewarn_grafana_password: SecretStr | None = Field(
        None, description="Grafana's password of `admin` (forewarn verify)"
    )
    forewarn_machines: Path = Field(
        Path("own/machines"), description="folder of your own classes, beside those that ship (one TOML file each)"
    )
    forewarn_models: Path = Field(
        Path("own/models"), description="folder of your own trained models, beside those that ship"
    )
    forewarn_sources: Path = Field(
        Path("own/sources"), description="folder that says where your own telemetry lies (one TOML file each)"
    )
    forewarn_sources_token: SecretStr | None = Field(
        None, description="token that may read the buckets of your sources; else the worker's own reads them"
    )
    forewarn_spool_dir: Path | None = Field(
        None, description="folder that keeps lines while the store is away, one a process"
    )
    forewarn_spool_limit_mb: int = Field(1024, ge=1, description="most that the spool may hold for a bucket, in MiB")
    forewarn_tick_s: float = Field(0.5, ge=0.1, le=60, description="seconds between two steps of the worker")
    forewarn_lateness_s: float = Field(600.0, ge=0, le=86_400, description="how late a point may come and be scored")
    forewarn_past_days: float = Field(
        30.0, ge=0, le=366, description="days of the past that a worker judges that has just begun; 0 for none"
    )
    forewarn_max_assets: int = Field(20_000, ge=1, description="most assets that the worker takes; more are refused")
    forewarn_forget_days: float = Field(
        30.0, ge=0.1, le=3650, description="days of silence after which the worker lets go of an asset"
    )
    forewarn_publish_mqtt_url: str | None = Field(
        None,
        pattern=r"^mqtts?://[^/\s@]+$",
        description="broker that risks and events are published to: mqtt://host:1883, or mqtts://host:8883",
    )
    forewarn_publish_mqtt_user: str = Field("", description="name to sign in to that broker with")
    forewarn_publish_mqtt_password: SecretStr | None = Field(None, description="password of that user")
    forewarn_publish_kafka_servers: str | None = Field(
        None,
        pattern=r"^[^\s,:/]+:\d{1,5}(,[^\s,:/]+:\d{1,5})*$",
        description="servers of a Kafka cluster that risks and events are published to, host:9092, with commas",
    )
    forewarn_notify_mail_to: str = Field("", description="who gets messages by mail, with commas")
    forewarn_notify_slack_url: SecretStr | None = Field(None, description="incoming webhook of Slack for messages")
    forewarn_notify_webhook_url: SecretStr | None = Field(None, description="address that takes messages as JSON")
    forewarn_notify_webhook_secret: SecretStr | None = Field(
        None, description="key that those are signed with (HMAC-SHA256)"
    )
    forewarn_notify_remind_h: float = Field(
        4.0,
        ge=0,
        le=168,
        description="hours after which a critical incident that nobody answers is told again; 0: never",
    )
    forewarn_zone: str = Field(
        UTC, description="time zone that daily and weekly habits follow, an IANA name such as Europe/Berlin"
    )
    forewarn_site_zones: str = Field("", description="zones of sites that keep another time: site=Zone,site=Zone")
    forewarn_tasks_per_day: int = Field(
        USUAL, ge=1, le=MOST, description="tasks of maintenance that a site can do on a day"
    )
    forewarn_site_tasks_per_day: str = Field(
        "", description="the same of sites that can do more, or less: site=number,site=number"
    )
    forewarn_log_format: str = Field("text", pattern="^(text|json)$", description="text or json")
    forewarn_log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="least level logged")

    @field_validator("forewarn_trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        networks(value)
        return value

    @field_validator(
        "influx_url",
        "forewarn_simulator_url",
        "forewarn_admin_url",
        "forewarn_mail_server",
        "forewarn_oidc_issuer",
        "forewarn_publish_mqtt_url",
    )
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None:
            parts = urlsplit(value)
            if not parts.hostname:
                raise ValueError("is no address with a host")
            if parts.port == 0:
                raise ValueError("nobody could find port 0")
            if parts.username is not None:
                raise ValueError("an address holds no user and no password here")
        return value

    @field_validator("forewarn_notify_slack_url", "forewarn_notify_webhook_url")
    @classmethod
    def _is_a_hook(cls, value: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(value.get_secret_value()) if value else None
        if parts and not (parts.scheme in ("http", "https") and parts.hostname and parts.port != 0):
            raise ValueError("is no http address with a host")
        return value

    @field_validator("forewarn_oidc_issuer")
    @classmethod
    def _is_encrypted_or_here(cls, value: str | None) -> str | None:
        if value is not None and value.startswith("http:") and not outgoing.is_loopback(urlsplit(value).hostname or ""):
            raise ValueError("a provider elsewhere is asked by https")
        return value

    @field_validator("forewarn_ca_file")
    @classmethod
    def _holds_certificates(cls, value: str | None) -> str | None:
        if value is not None:
            outgoing.context(value)
        return value

    @field_validator("forewarn_zone")
    @classmethod
    def _is_a_zone(cls, value: str) -> str:
        return known_zone(value)

    @field_validator("forewarn_site_zones")
    @classmethod
    def _are_zones(cls, value: str) -> str:
        site_zones(value)
        return value

    @field_validator("forewarn_site_tasks_per_day")
    @classmethod
    def _are_numbers(cls, value: str) -> str:
        site_capacity(value)
        return value

    @property
    def capacity(self) -> Capacity:
        """How many tasks each site can do on a day."""
        return Capacity(self.forewarn_tasks_per_day, site_capacity(self.forewarn_site_tasks_per_day))

    @property
    def zones(self) -> Zones:
        """The time zone of each site."""
        return Zones(self.forewarn_zone, site_zones(self.forewarn_site_zones))

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """The settings of this process; raises `SettingsError` that names every wrong variable."""
        environ = os.environ if environ is None else environ
        known = {name.upper(): (name, info) for name, info in cls.model_fields.items()}
        unknown = [name for name in environ if name.startswith("FOREWARN_") and not _known(name, known)]
        if unknown:
            raise SettingsError(f"{', '.join(sorted(unknown))}: no such setting; known are {', '.join(sorted(known))}")
        values = {
            name: value for key, (name, info) in known.items() if (value := _value(key, info, environ)) is not None
        }
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise SettingsError("; ".join(_problem(item) for item in error.errors())) from error

    def require(self, name: str) -> str:
        """A secret that this component cannot do without; raises `SettingsError` where it is not set."""
        value = getattr(self, name)
        if value is None:
            key = name.upper()
            raise SettingsError(f"{key}: not set; give {key} or {key}_FILE")
        return str(value.get_secret_value())


def table() -> list[tuple[str, str, str]]:
    """Name, default and meaning of every setting, for the docs."""
    return [
        (name.upper() + ("[_FILE]" if _secret(info) else ""), _default(info), str(info.description))
        for name, info in Settings.model_fields.items()
    ]


def _known(name: str, known: Mapping[str, Any]) -> bool:
    # The tests' own switches share the prefix, so that one glance at the environment shows them all.
    return name in known or name.removesuffix("_FILE") in known or name.startswith("FOREWARN_TEST_")


def _value(key: str, info: FieldInfo, environ: Mapping[str, str]) -> str | None:
    value, path = environ.get(key, ""), environ.get(f"{key}_FILE", "")
    if not _secret(info):
        return value or None
    if value and path:
        raise SettingsError(f"{key}: set both as {key} and as {key}_FILE; keep one")
    value = _read(key, path) if path else value.strip()
    if found := _unsendable(key, value):
        raise SettingsError(f"{key}: holds {found}, which no header can carry")
    if value.lower() in _PLACEHOLDERS:
        raise SettingsError(f"{key}: {value!r} is a placeholder; `make secrets` writes a random one")
    return value or None


def _secret(info: FieldInfo) -> bool:
    return "SecretStr" in str(info.annotation)


def _default(info: FieldInfo) -> str:
    return "" if info.default is None else str(info.default)


def _read(key: str, path: str) -> str:
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is no text"
        raise SettingsError(f"{key}_FILE: {path}: {reason}") from None
    if not value:
        raise SettingsError(f"{key}_FILE: {path} is empty")
    return value


def _unsendable(key: str, value: str) -> str:
    """What keeps a secret from being sent, without the secret; a password may hold any letter, and a token may not."""
    if any(not letter.isprintable() for letter in value):
        return "a line break or another control character"
    if key.endswith("_TOKEN") and not outgoing.is_sendable(value):
        return "a blank or a letter beyond ASCII"
    return ""


def _problem(error: Any) -> str:
    name = str(error["loc"][0])
    known = Settings.model_fields.get(name)
    told = "" if known is None or _secret(known) else f" (got {_without_password(error['input'])})"
    return f"{name.upper()}: {error['msg']}{told}"


def _without_password(value: object) -> str:
    """A value as it may be shown: an address without the user and the password that do not belong there."""
    return re.sub(r"//[^/]*@", "//…@", repr(value))
