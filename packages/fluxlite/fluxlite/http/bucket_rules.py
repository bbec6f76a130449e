"""What a bucket's name and retention may be."""

from typing import Any

from fluxlite.http.errors import ApiError, invalid
from fluxlite.http.gojson import member, members
from fluxlite.registry import BucketInfo, Content, shard_duration
from fluxlite.seam import MAX_TIME

MIN_RETENTION = 3600
MAX_SECONDS = MAX_TIME // 1_000_000_000
"""As nanoseconds these fit into 64 bits; the server computes with what is left of more."""
_TOO_SHORT = "retention policy duration must be at least 1h0m0s"


def retention_rule(body: dict[str, Any], struct: str) -> tuple[int | None, int | None]:
    """Seconds of retention and of a shard that a body asks for, None where it does not say."""
    found = members(body, "retentionRules", struct, "tenant.retentionRule")
    if len(found) > 1:
        raise ApiError("unprocessable entity", "buckets cannot have more than one retention rule at this time")
    if not found:
        return None, None
    return _seconds(found[0], "everySeconds") or 0, _seconds(found[0], "shardGroupDurationSeconds")


def checked_retention(retention: int | None) -> int:
    """A retention that the server takes, 0 for ever."""
    if retention is not None and retention < 0:
        raise ApiError("unprocessable entity", "expiration seconds cannot be negative")
    if retention and retention < MIN_RETENTION:
        raise ApiError("internal error", _TOO_SHORT)
    return _bounded(retention or 0)


def checked_shard(retention: int, shard: int | None) -> int:
    """The length of a shard for a retention."""
    if shard and retention and shard > retention:
        raise ApiError("internal error", "retention policy duration must be greater than the shard duration")
    return _bounded(shard) if shard else shard_duration(retention)


def changed_retention(bucket: BucketInfo, retention: int | None, shard: int | None) -> tuple[int, int]:
    """Retention and shard of a bucket after a change."""
    if retention is None:
        return bucket.retention, bucket.shard
    retention, shard = checked_retention(retention), _bounded(shard or bucket.shard)
    if retention and shard > retention:
        text = "shard-group duration must also be updated to be smaller than new retention duration"
        raise ApiError("unprocessable entity", text)
    return retention, shard


def check_name(name: str, content: Content) -> None:
    """Refuse a name that is not allowed, or taken."""
    if name.startswith("_"):
        raise invalid(f"bucket name {name} is invalid. Buckets may not start with underscore")
    if '"' in name:
        raise invalid(f"bucket name {name} is invalid. Bucket names may not include quotation marks")
    if any(one.name == name for one in list(content.buckets.values())):
        raise ApiError("conflict", f"bucket with name {name} already exists")


def rule_json(bucket: BucketInfo) -> dict[str, Any]:
    """A bucket's retention rule as the API shows it."""
    return {"type": "expire", "everySeconds": bucket.retention, "shardGroupDurationSeconds": bucket.shard}


def _bounded(seconds: int) -> int:
    if seconds > MAX_SECONDS:
        raise ApiError("unprocessable entity", f"a retention rule's seconds cannot be more than {MAX_SECONDS}")
    return seconds


def _seconds(rule: dict[str, Any], name: str) -> int | None:
    found = member(rule, name, int, "retentionRule.retentionRules")
    return None if found is None else int(found)
