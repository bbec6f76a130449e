"""What version 1 calls databases and retention policies: a bucket `name` is the database's own, policy `autogen`, and
a bucket `name/policy` another policy of it. InfluxDB calls these virtual mappings; they need not be made."""

from collections.abc import Iterable
from dataclasses import dataclass

_OWN = "autogen"


@dataclass(frozen=True, slots=True)
class Mapping:
    """A bucket by its names of version 1; the default one is taken where no policy is named."""

    database: str
    policy: str
    bucket: str
    default: bool


def mapping(bucket: str) -> Mapping:
    """The names that a bucket has in version 1."""
    database, slash, policy = bucket.partition("/")
    return Mapping(database, policy if slash else _OWN, bucket, default=not slash)


def find(buckets: Iterable[str], database: str, policy: str) -> Mapping | None:
    """The bucket of a database and a policy, or the database's default one without."""
    for one in map(mapping, buckets):
        if one.database == database and (one.policy == policy if policy else one.default):
            return one
    return None
