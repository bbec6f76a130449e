"""Set-up of a store, all through the HTTP API: first user, buckets with their retentions, one token a component.

It works the same on a fresh InfluxDB 2.9, on one that is set up already, and on the embedded store, and may run twice:
what is right stays as it is. InfluxDB 2.9 shows a token once, at its creation, so tokens are handed over as files of
mode 0600; a file whose token still works is kept.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from influxdb_client.domain.authorization import Authorization
from influxdb_client.domain.bucket_retention_rules import BucketRetentionRules
from influxdb_client.domain.onboarding_request import OnboardingRequest
from influxdb_client.domain.permission import Permission
from influxdb_client.domain.permission_resource import PermissionResource
from influxdb_client.rest import ApiException
from influxdb_client.service.setup_service import SetupService
from urllib3.exceptions import HTTPError

from contract import outgoing
from contract.errors import GatewayError, SettingsError
from contract.files import write_whole
from contract.measurements import BUCKETS
from store import client as official

EVERY = "every bucket"
"""Stands for all buckets of the organisation, also those that are made later."""


@dataclass(frozen=True, slots=True)
class Rights:
    """The buckets that a component may read and write."""

    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """What may be done with which bucket."""
        return [(action, bucket) for action in ("read", "write") for bucket in getattr(self, action)]


COMPONENTS: Mapping[str, Rights] = MappingProxyType(
    {
        "collector": Rights(write=("telemetry",)),
        "telegraf": Rights(
            write=("telemetry", "health")
        ),  # health: its own metrics, so that its buffers can be watched
        # Which buckets hold telemetry, files of sources say at any time; it writes into none of them.
        "worker": Rights(read=(EVERY,), write=("health", "rollup")),
        # telemetry: samples that programs send it as JSON.
        "admin": Rights(read=tuple(BUCKETS), write=("telemetry", "config")),
        "grafana": Rights(read=tuple(BUCKETS)),
        "publisher": Rights(read=("health",)),
    }
)
"""Who may do what, and nothing more."""

OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class FirstUser:
    """Who owns a store that is set up for the first time; InfluxDB wants eight characters or more as a password."""

    name: str
    password: str


def provision(
    url: str, org: str, folder: Path, *, operator: str | None = None, first: FirstUser | None = None
) -> list[str]:
    """Make a store ready and leave `<component>.token` files in `folder`; returns what was done, a line each.

    `operator` is a token with all rights, needed where the store is set up already and `folder` does not hold one from
    an earlier run; `first` is needed where it is not. Raises `GatewayError` and `SettingsError`.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    done: list[str] = []
    token = _operators_token(url, org, folder / f"{OPERATOR}.token", operator, first, done)
    client: Any = official.client(url, token, org, timeout=30_000)
    try:
        buckets = _buckets(client, org, done)
        for name, rights in COMPONENTS.items():
            _component(client, url, org, folder / f"{name}.token", name, rights, buckets, done)
    except ApiException as error:
        raise _refused(url, error) from error
    finally:
        client.close()
    return done


def _operators_token(
    url: str, org: str, file: Path, given: str | None, first: FirstUser | None, done: list[str]
) -> str:
    """The token with all rights, in its file; a store that has no user yet is set up with it."""
    token = given or _read(file)
    if not (token and works(url, token)):
        token = _set_up(url, org, file, token, first, done)
    _hand_over(file, token)
    return token


def _set_up(url: str, org: str, file: Path, token: str, first: FirstUser | None, done: list[str]) -> str:
    """Give a store its first user and the operator's token, which lies in its file before: it is shown once only."""
    client: Any = official.client(url, "", org)
    service: Any = SetupService(client.api_client)
    try:
        if not service.get_setup().allowed:
            why = "does not accept the operator's token" if token else "is set up already; give its operator's token"
            raise SettingsError(f"INFLUX_TOKEN: the store {why}")
        if first is None:
            raise SettingsError("FOREWARN_INIT_PASSWORD: the store is new and needs a first user's password")
        token = token or secrets.token_urlsafe(64)
        _hand_over(file, token)
        service.post_setup(
            OnboardingRequest(username=first.name, password=first.password, org=org, bucket="telemetry", token=token)
        )
    except ApiException as error:
        raise _refused(url, error) from error
    except HTTPError as error:
        raise GatewayError(outgoing.unreachable(url, error), permanent=False) from error
    finally:
        client.close()
    done.append(f"set up organisation {org} with user {first.name}")
    return token


def _refused(url: str, error: ApiException) -> GatewayError:
    """A step of the set-up that the store did not do."""
    unanswered = official.unanswered(url, error)
    return GatewayError(unanswered or f"set-up of {_words(url, error)}", permanent=unanswered is None)


def _words(url: str, error: ApiException) -> str:
    return f"{url}: {error.status} {error.body}"


def _buckets(client: Any, org: str, done: list[str]) -> dict[str, str]:
    """The ids of the contract's buckets, made or given their retention where needed."""
    api = client.buckets_api()
    ids = {}
    for name, seconds in BUCKETS.items():
        rule = BucketRetentionRules(type="expire", every_seconds=seconds)
        bucket = api.find_bucket_by_name(name)
        if bucket is None:
            bucket = api.create_bucket(bucket_name=name, org=org, retention_rules=[rule])
            done.append(f"created bucket {name}")
        elif _retention(bucket) != seconds:
            bucket.retention_rules = [rule]
            bucket = api.update_bucket(bucket)
            done.append(f"set the retention of bucket {name} to {seconds} s")
        ids[name] = str(bucket.id)
    return ids


def _retention(bucket: Any) -> int:
    rules = bucket.retention_rules
    return int(rules[0].every_seconds) if rules else 0


def _component(
    client: Any, url: str, org: str, path: Path, name: str, rights: Rights, buckets: Mapping[str, str], done: list[str]
) -> None:
    """One component's token: kept where its file still works and its rights are these, else a new one in its place."""
    api = client.authorizations_api()
    known = [item for item in api.find_authorizations() if item.description == description(name)]
    wanted = rights.pairs()
    ids = {(action, buckets.get(bucket)) for action, bucket in wanted}
    same = len(known) == 1 and {(one.action, one.resource.id) for one in known[0].permissions} == ids
    if same and (old := _read(path)) and works(url, old):
        return
    for stale in known:
        api.delete_authorization(stale)
    org_id = client.organizations_api().find_organizations(org=org)[0].id
    permissions = [
        Permission(action=action, resource=PermissionResource(type="buckets", id=buckets.get(bucket), org_id=org_id))
        for action, bucket in wanted
    ]
    made = api.create_authorization(
        authorization=Authorization(org_id=org_id, permissions=permissions, description=description(name))
    )
    _hand_over(path, str(made.token))
    done.append(f"made the token of {name}: " + ", ".join(f"{action} {bucket}" for action, bucket in wanted))


def description(component: str) -> str:
    """What the store says of a component's token: the one way to tell whose it is, as it shows no token twice."""
    return f"forewarn {component}"


def works(url: str, token: str) -> bool:
    """Whether the store knows the token; raises `GatewayError` where the store cannot say."""
    if not outgoing.is_sendable(token):
        return False
    client: Any = official.client(url, token, "", timeout=10_000)
    try:
        client.api_client.call_api(
            "/api/v2/buckets", "GET", query_params=[("limit", 1)], auth_settings=[], _preload_content=False
        )
    except ApiException as error:
        if error.status == 401:
            return False
        raise GatewayError(official.unanswered(url, error) or _words(url, error), permanent=False) from error
    except HTTPError as error:
        raise GatewayError(outgoing.unreachable(url, error), permanent=False) from error
    finally:
        client.close()
    return True


def _read(path: Path) -> str:
    """The token of a file; "" where there is none, and what no store knows where it is damaged."""
    return path.read_text(encoding="utf-8", errors="replace").strip() if path.exists() else ""


def _hand_over(path: Path, token: str) -> None:
    """Write a token so that at no moment anybody else can read it."""
    if _read(path) != token:
        write_whole(path, f"{token}\n", 0o600)
