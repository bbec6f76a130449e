"""The buckets that one request may read and write: `fluxlite.seam.Catalog` for a token."""

import time
from collections.abc import Sequence
from queue import SimpleQueue

from fluxlite import seam
from fluxlite.http.access import Access
from fluxlite.http.errors import ApiError
from fluxlite.http.state import State
from fluxlite.http.write import apply
from fluxlite.registry import BucketInfo
from fluxlite.storage.apply import Outcome
from fluxlite.storage.moment import Moment
from fluxlite.storage.reader import Collect, whole
from fluxlite.storage.records import WriteRecord
from fluxlite.unavailable import UnavailableError


class RequestCatalog:
    """Shows a request's token what it may read, at one moment; a bucket that it may not read is not there."""

    def __init__(self, state: State, access: Access, moment: Moment, collect: Collect = whole) -> None:
        self._state, self._access, self._moment, self._collect = state, access, moment, collect

    def bucket(self, name: str | None = None, bucket_id: str | None = None) -> seam.Bucket | None:
        """A bucket by its name or its id."""
        buckets = self._state.registry.content.buckets
        found = buckets.get(bucket_id) if bucket_id is not None else self._state.registry.bucket(name or "")
        if found is None or not self._may_read(found):
            return None
        return self._moment.bucket(found.id, found.name, self._collect)

    def buckets(self) -> Sequence[seam.BucketInfo]:
        """Every bucket that may be read, ordered by name; raises LookupError if there is none."""
        content = self._state.registry.content
        shown = [one for one in list(content.buckets.values()) if self._may_read(one)]
        if not shown:
            raise LookupError(f"no buckets found in organization {content.org_id}")
        return [
            seam.BucketInfo(one.id, one.name, content.org_id, one.retention * 1_000_000_000)
            for one in sorted(shown, key=lambda one: one.name)
        ]

    def write(self, bucket: str, lines: bytes) -> None:
        """Store line protocol, as `to()` does: the token must be able to read the bucket, and to write to it.

        Raises LookupError, PermissionError, ValueError for points that the bucket does not take, or UnavailableError.
        """
        found = self._state.registry.bucket(bucket)
        if found is None or not self._may_read(found):
            raise LookupError(f'could not find bucket "{bucket}"')
        if not self._access.allows("write", "buckets", found.id):
            raise PermissionError(f'no write permission for bucket "{bucket}"')
        settled: SimpleQueue[Outcome | UnavailableError] = SimpleQueue()
        try:
            if not apply(self._state, WriteRecord(found.id, time.time_ns(), 1, lines), settled.put):
                return
        except ApiError as error:
            raise ValueError(error.message) from None
        outcome = settled.get()
        if isinstance(outcome, UnavailableError):
            raise outcome
        problem = outcome.error()
        if problem is not None:
            raise ValueError(problem)

    def _may_read(self, bucket: BucketInfo) -> bool:
        return self._access.allows("read", "buckets", bucket.id)
