"""Users: which there are, adding one, and changing one. Each change leaves an audit, and ends the user's sessions."""

import secrets
from dataclasses import replace
from datetime import datetime
from functools import partial
from threading import Lock

from pydantic import BaseModel

from admin.lately import Lately
from admin.records import moment
from admin.roles import Role, parse_role
from admin.store import Store
from admin.users import passwords, repository
from admin.users.user import User, bound, checked_name
from admin.versions import Newest, Refused, check_seen, next_time, said_why
from contract.errors import ContractError
from web.errors import conflict, not_found

API, COMMAND, UNKNOWN = "api", "command", "unknown"
"""Names that the audit has for others."""


class Shown(BaseModel):
    """A user without what is secret; `broken` says why a row lets nobody in, "" for nothing."""

    name: str
    role: str
    disabled: bool
    provided: bool
    version: int
    actor: str
    why: str
    time: datetime
    broken: str = ""


class Users:
    """The users of one store; safe to share between threads. `founder` is the environment's, who is none of them.

    `issuer` is the identity provider, "" for none.
    """

    def __init__(self, store: Store, founder: str, issuer: str = "") -> None:
        self._store, self._issuer = store, issuer
        self._reserved = {API, COMMAND, UNKNOWN, founder.casefold()}
        self._saving = Lock()
        self.known: Lately[Newest[User]] = Lately(partial(store.start, repository.rows, store))

    def entries(self) -> list[Shown]:
        """All of them by name. Raises `GatewayError`."""
        found = repository.rows(self._store)
        users = [shown(user) for user in found.sound.values()]
        broken = [_broken(name, refused) for name, refused in found.refused.items()]
        return sorted(users + broken, key=lambda one: one.name)

    def one(self, name: str) -> Shown:
        """One of them. Raises `GatewayError`, and a 404 `ApiError` for a name that nobody has."""
        for entry in self.entries():
            if entry.name == name:
                return entry
        raise not_found("user", name[:100])

    def add(self, name: str, role: str, password: str, why: str, actor: str, *, subject: str = "") -> Shown:
        """Add a user with a password, or one bound to a `subject` of the identity provider.

        Raises `ContractError`, `GatewayError`, and a 409 `ApiError` for a name or subject that somebody has.
        """
        name, subject = self._free_name(name), self._bound(subject, password)
        with self._saving:
            rows = repository.rows(self._store)
            found = rows.known(name)
            if isinstance(found, User):
                raise conflict(f"There is a user {name} already.", "name")
            if other := next((user for user in rows.sound.values() if subject and user.subject == subject), None):
                raise conflict(f"{other.name} is bound to that subject already.", "subject")
            user = User(
                name=name,
                role=parse_role(role),
                password="" if subject else passwords.hashed(password, name),
                subject=subject,
                version=(found.version if found else 0) + 1,
                actor=actor,
                why=said_why(why),
                time=next_time(found),
            )
            return self._put(user, None, new_password=not subject)

    def change(
        self,
        name: str,
        seen: int,
        why: str,
        actor: str,
        *,
        role: str | None = None,
        password: str | None = None,
        disabled: bool | None = None,
    ) -> Shown:
        """Set a new version of a user: what is `None` stays as it is. The user's sessions end.

        Raises `ContractError`, `GatewayError`, a 404 `ApiError` for a name that nobody has, and a 409 one where the
        version that was `seen` is not the newest, or the newest is broken: that user is added anew.
        """
        if role is None and password is None and disabled is None:
            raise ContractError("role", "nothing is to be changed")
        with self._saving:
            found = repository.rows(self._store).known(name)
            if found is None:
                raise not_found("user", name[:100])
            check_seen(seen, found)
            if isinstance(found, Refused):
                raise conflict(f"What is stored of {name} is broken ({found.reason}); add that user anew.", "name")
            after = replace(
                found,
                role=found.role if role is None else parse_role(role),
                password=found.password if password is None else _new(found, password),
                disabled=found.disabled if disabled is None else disabled,
                stamp=secrets.token_hex(16),
                version=found.version + 1,
                actor=actor,
                why=said_why(why),
                time=next_time(found),
            )
            return self._put(after, found, new_password=password is not None)

    def _put(self, after: User, before: User | None, *, new_password: bool) -> Shown:
        try:
            repository.put(self._store, after, before, new_password=new_password)
        finally:  # also after a write that failed, which may have been done all the same
            self.known.forget()
        return shown(after)

    def _bound(self, sub: str, password: str) -> str:
        if not sub:
            return ""
        if not self._issuer:
            raise ContractError("subject", "there is no identity provider: FOREWARN_OIDC_ISSUER is not set")
        if password:
            raise ContractError("password", "is none of a user who signs in at the identity provider")
        return bound(self._issuer, sub.strip())

    def _free_name(self, name: str) -> str:
        name = checked_name(name.strip().casefold())
        if name in self._reserved:
            raise ContractError("name", f"{name} is reserved: it names the environment's user, a token or a command")
        return name


def shown(user: User) -> Shown:
    """A user as people and programs see it."""
    return Shown(
        name=user.name,
        role=user.role,
        disabled=user.disabled,
        provided=bool(user.subject),
        version=user.version,
        actor=user.actor,
        why=user.why,
        time=moment(user.time),
    )


def _broken(name: str, found: Refused) -> Shown:
    return Shown(
        name=name, role=Role.VIEWER, disabled=True, provided=False, version=found.version,
        actor="", why="", time=moment(found.time), broken=found.reason,
    )  # fmt: skip


def _new(user: User, password: str) -> str:
    if user.subject:
        raise ContractError("password", f"{user.name} is signed in by the identity provider and has no password here")
    return passwords.hashed(password, user.name)
