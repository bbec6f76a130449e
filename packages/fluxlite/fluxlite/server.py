"""Run the embedded store: one process, one folder, one HTTP server."""

import logging
import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import duckdb

from fluxlite.edge import server
from fluxlite.http.app import application
from fluxlite.http.state import State
from fluxlite.queries.limits import QueryLimits
from fluxlite.registry import Registry
from fluxlite.storage.folder import FolderInUseError
from fluxlite.storage.limits import Limits
from fluxlite.storage.store import Store
from fluxlite.storage.trouble import first_line
from fluxlite.unavailable import UnavailableError

log = logging.getLogger("fluxlite")

_STARTED = "fluxlite, an embedded store that speaks the InfluxDB 2 API, listens on %s, data in %s"


def serve(
    host: str,
    port: int,
    data: Path,
    token: str | None,
    org: str,
    user: str = "store-operator",
    limits: Limits | None = None,
    queries: Mapping[str, str | None] | None = None,
) -> int:
    """Serve the store in `data` until SIGTERM or SIGINT; return the exit status.

    `token` is the operator's token (all rights), made sure of at each start; without one, the store waits for a
    first `POST /api/v2/setup`, as a new InfluxDB does. `port` 0 takes a free one; the start line names it. `limits` are
    those of the storage, for tests and drills; `queries` those of queries, by the field of `QueryLimits`, before those
    of the environment.
    The status is 1, with one sentence in the log, if another process has the folder, the address is taken, the org is
    not the folder's, or the folder cannot be read or written as it is; nothing in it is lost then.
    """
    try:
        query_limits = QueryLimits.read(os.environ, queries or {})
        return _serve(host, port, data, token, org, user, limits, query_limits)
    except (FolderInUseError, UnavailableError, OSError, ValueError, duckdb.Error) as error:
        log.error("the embedded store cannot start in %s: %s", data, first_line(error))
        return 1


def _serve(
    host: str,
    port: int,
    data: Path,
    token: str | None,
    org: str,
    user: str,
    limits: Limits | None,
    query_limits: QueryLimits,
) -> int:
    listener = server.listen(host, port)
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        registry = Registry(data / "registry.json")
        store = Store(data, registry.retention, limits, dropped=registry.content.dropped)
        try:
            _check_strangers(registry, store)
            _finish_deletions(registry, store)
            _ensure(registry, token, org, user)
            _run(listener, State(registry, store, query_limits), data)
        finally:
            store.close()
    finally:
        listener.close()
    return 0


def _check_strangers(registry: Registry, store: Store) -> None:
    """Refuse to begin anew beside points of forgotten buckets; where only some are forgotten, keep theirs aside."""
    strangers = ", ".join(sorted(store.strangers()))
    if strangers and not registry.path.exists():
        raise ValueError(
            f"{registry.path} is missing, but points of buckets are here ({strangers}): put it back from a backup, or "
            "write {} into it to begin without these buckets, their points kept aside"
        )
    if strangers:
        log.warning("%s does not know buckets whose points are here: %s; they are kept aside", registry.path, strangers)


def _finish_deletions(registry: Registry, store: Store) -> None:
    """Once a flush is through, nothing is left of the buckets that were deleted before the start."""
    if registry.content.dropped:
        with suppress(UnavailableError):
            store.flush()
            registry.change(lambda content: content.dropped.clear())


def _ensure(registry: Registry, token: str | None, org: str, user: str) -> None:
    """Make sure of the org and the operator's token."""
    if token is None:
        return
    if org == user:
        raise ValueError(f"the org and the user need different names, both are {org!r}")
    if not registry.is_set_up:
        registry.set_up(org, user)
    if registry.content.org != org:
        raise ValueError(f"the folder belongs to the org {registry.content.org!r}, not to {org!r}")
    registry.ensure_operator(token)


def _run(listener: socket.socket, state: State, data: Path) -> None:
    """Answer requests until a signal comes."""
    state.queries.warm()
    try:
        server.run(server.make(application(state)), listener, lambda address: log.info(_STARTED, address, data))
    finally:
        state.queries.close()
