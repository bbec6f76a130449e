"""Where the names of a request lead: databases and policies to buckets, and sources to measurements."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fluxlite.influxql.databases import Mapping, find, mapping
from fluxlite.influxql.language.ast import Source
from fluxlite.influxql.language.errors import StatementError
from fluxlite.influxql.measurement import Measurement, measurements
from fluxlite.seam import Bucket, Catalog

NO_DATABASE = "database name required"


@dataclass(frozen=True, slots=True)
class Scope:
    """The buckets that a request may read, and the database and policy that it names beside its text."""

    catalog: Catalog
    database: str = ""
    policy: str = ""

    def mappings(self) -> list[Mapping]:
        """All databases and policies, by the names of their buckets."""
        try:
            buckets = self.catalog.buckets()
        except LookupError:
            return []
        return [mapping(bucket.name) for bucket in buckets]

    def read(self, sources: Sequence[Source]) -> list[Measurement]:
        """The measurements of a SELECT's sources; raises StatementError where one leads nowhere."""
        places: dict[tuple[str, str], list[Source]] = {}
        for source in sources:
            found = self.located(source)
            places.setdefault((found.database, found.policy), []).append(found)
        return sorted(
            (one for place, some in places.items() for one in measurements(self._bucket(*place), some)),
            key=lambda one: one.name,
        )

    def located(self, source: Source) -> Source:
        """A source with its database and policy."""
        database = source.database or self.database
        if not database:
            raise StatementError(NO_DATABASE)
        mine = [one for one in self.mappings() if one.database == database]
        if not mine:
            raise StatementError(f"database not found: {database}")
        policy = source.policy or self.policy or next((one.policy for one in mine if one.default), "")
        if not policy:
            raise StatementError(f"default retention policy not set for: {database}")
        return replace(source, database=database, policy=policy)

    def default(self, database: str) -> Bucket:
        """The bucket of a database's default policy."""
        if not database:
            raise StatementError(NO_DATABASE)
        if find((one.bucket for one in self.mappings()), database, "") is None:
            raise StatementError(f"default retention policy not set for: {database}")
        return self._bucket(database, "")

    def bucket(self, database: str, policy: str) -> Bucket | None:
        """The bucket of a database and a policy, None where there is none."""
        found = find((one.bucket for one in self.mappings()), database, policy)
        return self.catalog.bucket(found.bucket) if found else None

    def _bucket(self, database: str, policy: str) -> Bucket:
        bucket = self.bucket(database, policy)
        if bucket is None:
            raise StatementError(f"retention policy not found: {policy}")
        return bucket
