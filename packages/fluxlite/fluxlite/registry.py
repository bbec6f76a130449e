"""Who and what there is: the org, its user, buckets, tokens and labels, kept in one small file.

The file is replaced whole, and synced, before a change counts. Of a token only its SHA-256 is kept.
"""

import copy
import hashlib
import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from fluxlite import small_file
from fluxlite.unavailable import UnavailableError

log = logging.getLogger("fluxlite.registry")

T = TypeVar("T")

RESOURCE_TYPES = (
    "authorizations", "buckets", "dashboards", "orgs", "sources", "tasks", "telegrafs", "users", "variables",
    "scrapers", "secrets", "labels", "views", "documents", "notificationRules", "notificationEndpoints", "checks",
    "dbrp", "notebooks", "annotations", "remotes", "replications", "instance",
)  # fmt: skip
"""What a permission may be for."""
ACTIONS = ("read", "write")
SYSTEM_BUCKETS = {"_tasks": 259_200, "_monitoring": 604_800}
"""The buckets that every org has, and their retention in seconds."""
_HOUR, _DAY = 3600, 86_400


@dataclass(slots=True)
class BucketInfo:
    """A bucket; times in seconds, a retention of 0 is for ever."""

    id: str
    name: str
    retention: int
    shard: int
    type: str = "user"
    description: str = ""
    rp: str = ""
    created: str = ""
    updated: str = ""
    labels: list[str] = field(default_factory=list)


@dataclass(slots=True)
class TokenInfo:
    """A token's rights; `permissions` have the form of the API."""

    id: str
    digest: str
    permissions: list[dict[str, Any]]
    description: str = ""
    status: str = "active"
    created: str = ""
    updated: str = ""


@dataclass(slots=True)
class LabelInfo:
    """A label that buckets may carry."""

    id: str
    name: str
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Content:
    """All that the file holds."""

    org: str = ""
    org_id: str = ""
    user: str = ""
    user_id: str = ""
    created: str = ""
    buckets: dict[str, BucketInfo] = field(default_factory=dict)
    tokens: dict[str, TokenInfo] = field(default_factory=dict)
    labels: dict[str, LabelInfo] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    """The ids of deleted buckets whose points may still be in the store."""


class Registry:
    """The content in memory and in its file; every change goes through `change`."""

    def __init__(self, path: Path) -> None:
        """Raises ValueError where the file is damaged, or of a newer version; without a file there is nothing yet."""
        self.path = path
        self._lock = threading.Lock()
        self.content = small_file.read(path, Content) if path.exists() else Content()
        self._digests = _by_digest(self.content)
        self._last_id = 0

    @property
    def is_set_up(self) -> bool:
        """Whether there is an org."""
        return bool(self.content.org)

    def change(self, act: Callable[[Content], T]) -> T:
        """Let `act` change a copy of the content, keep that durably, and only then let it count; gives its result.

        What was taken from the content before is old from then on. Raises UnavailableError where nothing can be kept.
        """
        with self._lock:
            changed = copy.deepcopy(self.content)
            result = act(changed)
            try:
                small_file.replace(self.path, changed, lambda: self._adopt(changed))
            except OSError as error:
                log.error("%s cannot be saved: %s", self.path, error)
                raise UnavailableError(f"the change cannot be saved: {error.strerror}") from error
            return result

    def new_id(self) -> str:
        """An id of 16 hexadecimal digits; later ids are larger, so that lists come in the order of creation."""
        with self._lock:
            self._last_id = max(self._last_id + 1, time.time_ns())
            return f"{self._last_id:016x}"

    def set_up(self, org: str, user: str, bucket: BucketInfo | None = None, token: TokenInfo | None = None) -> None:
        """Make the org, its user and the system buckets, once, and with them a first bucket and token."""
        org_id, user_id = self.new_id(), self.new_id()
        system = [
            BucketInfo(self.new_id(), name, retention, shard_duration(retention), "system", created=now_text())
            for name, retention in SYSTEM_BUCKETS.items()
        ]

        def act(content: Content) -> None:
            content.org, content.org_id, content.user, content.user_id = org, org_id, user, user_id
            content.created = now_text()
            for one in system:
                one.updated = one.created
            content.buckets = {one.id: one for one in [*system, *([bucket] if bucket else [])]}
            content.tokens = {token.id: token} if token else {}

        self.change(act)

    def new_token(self, secret: str, permissions: list[dict[str, Any]], description: str, status: str) -> TokenInfo:
        """A token's digest and rights, not kept yet."""
        moment = now_text()
        return TokenInfo(self.new_id(), digest(secret), permissions, description, status, moment, moment)

    def add_token(self, secret: str, permissions: list[dict[str, Any]], description: str, status: str) -> TokenInfo:
        """Keep a token's digest and rights."""
        token = self.new_token(secret, permissions, description, status)

        def act(content: Content) -> None:
            content.tokens[token.id] = token

        self.change(act)
        return token

    def ensure_operator(self, secret: str) -> None:
        """Make sure that a token exists and has all rights."""
        known = self.token(secret)
        if known is None:
            user = self.content.user
            self.add_token(secret, all_permissions(), f"{user}'s Token", "active")
        elif known.status != "active" or known.permissions != all_permissions():
            ident = known.id

            def act(content: Content) -> None:
                token = content.tokens[ident]
                token.status, token.permissions = "active", all_permissions()

            self.change(act)

    def token(self, secret: str) -> TokenInfo | None:
        """The token of a secret."""
        return self._digests.get(digest(secret))

    def bucket(self, name: str) -> BucketInfo | None:
        """The bucket of a name."""
        return next((one for one in list(self.content.buckets.values()) if one.name == name), None)

    def retention(self) -> dict[str, int]:
        """The retention of each bucket by id, in nanoseconds."""
        return {one.id: one.retention * 1_000_000_000 for one in list(self.content.buckets.values())}

    def _adopt(self, content: Content) -> None:
        self.content, self._digests = content, _by_digest(content)


def _by_digest(content: Content) -> dict[str, TokenInfo]:
    return {token.digest: token for token in content.tokens.values()}


def digest(secret: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def new_secret() -> str:
    """A token that cannot be guessed, in InfluxDB's form."""
    return secrets.token_urlsafe(64) + "=="


def all_permissions() -> list[dict[str, Any]]:
    """The operator's rights: everything, in every org."""
    return [{"action": action, "resource": {"type": kind}} for kind in RESOURCE_TYPES for action in ACTIONS]


def shard_duration(retention: int) -> int:
    """InfluxDB's default length of a shard, seconds; fluxlite has no shards, but clients are shown one."""
    if 0 < retention < 2 * _DAY:
        return _HOUR
    return _DAY if 0 < retention < 180 * _DAY else 7 * _DAY


def now_text() -> str:
    """The present as RFC 3339."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
