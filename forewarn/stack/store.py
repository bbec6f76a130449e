"""Whether each component's token works and may do just what it must, and each bucket keeps what it must."""

from collections.abc import Iterator
from pathlib import Path

from influxdb_client.rest import ApiException
from urllib3.exceptions import HTTPError

from contract.errors import GatewayError
from contract.measurements import BUCKETS
from contract.time import DAY_S
from forewarn.diagnosis import Finding, retentions
from store.gateway import Gateway
from store.provision import COMPONENTS, EVERY, Rights, description, works


def tokens(gateway: Gateway, folder: Path) -> Iterator[Finding]:
    """A finding a component; `gateway` must have the operator's rights."""
    try:
        names = {str(bucket.id): str(bucket.name) for bucket in gateway.client.buckets_api().find_buckets_iter()}
        granted = {
            str(item.description): _rights(item.permissions, names)
            for item in gateway.client.authorizations_api().find_authorizations()
            if item.status == "active"
        }
    except (ApiException, HTTPError) as error:
        yield Finding("tokens", False, f"cannot be listed: {error}")
        return
    for component, rights in COMPONENTS.items():
        # A store shows no token again, so which is whose can only be told by the description that the set-up gave it.
        found = granted.get(description(component))
        yield _token(gateway.url, folder / f"{component}.token", f"token of {component}", rights, found)


def buckets(gateway: Gateway) -> Iterator[Finding]:
    """A finding a bucket of the contract."""
    try:
        found = retentions(gateway)
    except GatewayError as error:
        yield Finding("buckets", False, str(error))
        return
    for name, seconds in BUCKETS.items():
        yield _bucket(name, found.get(name), seconds)


def _bucket(name: str, found: int | None, seconds: int) -> Finding:
    check = f"bucket {name}"
    if found is None:
        return Finding(check, False, "is missing; run `forewarn init`")
    if found != seconds:
        return Finding(check, False, f"keeps {_days(found)}, not {_days(seconds)}; run `forewarn init`")
    return Finding(check, True, f"keeps {_days(seconds)}")


def _days(seconds: int) -> str:
    return f"{seconds / DAY_S:g} days" if seconds else "everything"


def _token(url: str, path: Path, check: str, rights: Rights, found: Rights | None) -> Finding:
    try:
        known = works(url, path.read_text(encoding="utf-8", errors="replace").strip())
    except OSError as error:
        return Finding(check, False, f"{path}: {error.strerror}; run `forewarn init`")
    except GatewayError as error:
        return Finding(check, False, str(error))
    if not known or found is None:
        return Finding(check, False, f"{path}: the store does not know it; run `forewarn init`")
    if found != rights:
        return Finding(check, False, f"may {_words(found)}, and should {_words(rights)}")
    return Finding(check, True, f"may {_words(rights)}")


def _rights(permissions: list[object], names: dict[str, str]) -> Rights:
    """What permissions of the client's kind mean; whatever is more than a bucket is named by its type."""
    found: dict[str, set[str]] = {"read": set(), "write": set()}
    for item in permissions:
        action, resource = str(getattr(item, "action", "")), getattr(item, "resource", None)
        kind, place = str(getattr(resource, "type", "")), str(getattr(resource, "id", None) or "")
        found[action].add(names.get(place, place or EVERY) if kind == "buckets" else f"all {kind}")
    order = [*BUCKETS, *sorted((found["read"] | found["write"]) - set(BUCKETS))]
    return Rights(*(tuple(name for name in order if name in found[action]) for action in ("read", "write")))


def _words(rights: Rights) -> str:
    parts = [f"{action} {', '.join(names)}" for action in ("read", "write") if (names := getattr(rights, action))]
    return " and ".join(parts) or "nothing"
