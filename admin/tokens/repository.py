"""Rows of tokens, and how one is written with its audit. Rows are only ever added."""

import json
from collections.abc import Mapping

from admin.audit import audit
from admin.store import Store
from admin.tokens.token import Token, parse
from admin.versions import Newest, newest
from contract.access import API_TOKEN
from contract.measurements import Value
from store.points import Point


def rows(store: Store) -> Newest[Token]:
    """The newest version of every program's token. Raises `GatewayError`."""
    return newest(store.points("admin_tokens", *API_TOKEN.tags), "program", parse)


def put(store: Store, after: Token, before: Token | None) -> None:
    """Store a version and its audit, which holds no hash, both or neither. Raises `GatewayError`."""
    fields: dict[str, Value] = {name: getattr(after, name) for name in API_TOKEN.fields}
    fields.update(role=str(after.role), expires=after.expires.isoformat())
    changed = audit(
        "token",
        after.time,
        actor=after.actor,
        target=after.program,
        before=json.dumps(_told(before) if before else None),
        after=json.dumps(_told(after)),
        why=after.why,
    )
    store.put(API_TOKEN.bucket, [Point(API_TOKEN.name, {"program": after.program}, fields, after.time), changed])


def _told(token: Token) -> Mapping[str, object]:
    return {
        "role": token.role,
        "expires": token.expires.isoformat(),
        "revoked": token.revoked,
        "version": token.version,
    }
