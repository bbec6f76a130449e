"""Rows of users, and how one is written with its audit. Rows are only ever added."""

import json
from collections.abc import Mapping

from admin.audit import audit
from admin.store import Store
from admin.users.user import User, parse
from admin.versions import Newest, newest
from contract.access import USER
from contract.measurements import Value
from store.points import Point


def rows(store: Store) -> Newest[User]:
    """The newest version of every user. Raises `GatewayError`."""
    return newest(store.points("admin_users", *USER.tags), "user", parse)


def put(store: Store, after: User, before: User | None, *, new_password: bool) -> None:
    """Store a version and its audit, both or neither; the audit says that the password is new, and no hash.

    Raises `GatewayError`.
    """
    fields: dict[str, Value] = {name: getattr(after, name) for name in USER.fields}
    fields["role"] = str(after.role)
    changed = audit(
        "user",
        after.time,
        actor=after.actor,
        target=after.name,
        before=json.dumps(_told(before) if before else None),
        after=json.dumps({**_told(after), **({"password": "new"} if new_password else {})}),
        why=after.why,
    )
    store.put(USER.bucket, [Point(USER.name, {"user": after.name}, fields, after.time), changed])


def _told(user: User) -> Mapping[str, object]:
    return {"role": user.role, "disabled": user.disabled, "subject": user.subject, "version": user.version}
