"""Rows of the registry, and how versions are written with their audit. Rows are only ever added."""

import json
from collections.abc import Iterator, Sequence

from admin.audit import audit
from admin.records import Record
from admin.registry.asset import Asset, fields, parse
from admin.store import Store
from admin.versions import Newest, newest
from contract.measurements import COMMON_TAGS
from contract.registry import ASSET
from store.points import Point

Change = tuple[Asset, Asset | None]
"""A new version, and the one before it."""


def rows(store: Store) -> Newest[Asset]:
    """The newest version of every asset, wherever it is. Raises `GatewayError`."""
    return newest(store.points("admin_assets", *COMMON_TAGS), "asset", parse)


def versions(store: Store, asset: str) -> list[Record]:
    """Every version of one asset, the oldest first. Raises `GatewayError`."""
    return store.points("admin_asset_versions", *COMMON_TAGS, asset=asset)


def put(store: Store, changes: Sequence[Change]) -> None:
    """Store versions and their audit, all or nothing. Raises `GatewayError`."""
    store.put(ASSET.bucket, [point for change in changes for point in _points(*change)])


def _points(after: Asset, before: Asset | None) -> Iterator[Point]:
    tags = {name: getattr(after, name) for name in COMMON_TAGS}
    yield Point(ASSET.name, tags, fields(after), after.time)
    yield audit(
        "asset",
        after.time,
        actor=after.actor,
        target=after.asset,
        before=json.dumps(_told(before) if before else None),
        after=json.dumps(_told(after)),
        why=after.why,
    )


def _told(asset: Asset) -> dict[str, object]:
    """What there is to be said of it, for people who look for what was changed."""
    said = {**asset.facts.model_dump(), "version": asset.version}
    return {name: value for name, value in said.items() if value not in ("", None, [], {})}
