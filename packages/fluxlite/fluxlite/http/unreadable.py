"""What a token is told that may read no bucket at all: InfluxDB's error, without parsing or computing anything."""

import re

from fluxlite.http.access import Access
from fluxlite.http.errors import ApiError, not_found

_BEGINNING = 10_000
_NAMED = re.compile(r'\bfrom\(\s*bucket(?:ID)?\s*:\s*"([^"\\]*)"')


def may_read_any(access: Access) -> bool:
    """Whether there is a bucket that the token may read, now or as soon as it is made."""
    if access.allows("read", "buckets"):
        return True
    return any(access.allows("read", "buckets", bucket) for bucket in list(access.content.buckets))


def nothing_to_read(query: str, org_id: str) -> ApiError:
    """The error that a query of such a token gets, whatever else is wrong with it."""
    if query.lstrip().startswith("buckets()"):
        return not_found(f"no buckets found in organization {org_id}")
    named = _NAMED.search(query[:_BEGINNING])
    what = f'"{named[1]}"' if named else "(this token may read none)"
    return not_found(f"failed to initialize execute state: could not find bucket {what}")
