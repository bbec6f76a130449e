"""Tokens: which there are, making one, and revoking one. Each leaves an audit; what is secret is told once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Lock

from pydantic import BaseModel

from admin.lately import Lately
from admin.records import moment
from admin.roles import Role, parse_role
from admin.store import Store
from admin.tokens import repository
from admin.tokens.token import Token, checked_program, digest, make
from admin.versions import Newest, Refused, check_seen, next_time, said_why
from contract.errors import ContractError
from web.errors import conflict, not_found

LONGEST_DAYS = 3650


class Shown(BaseModel):
    """A token without what is secret; `broken` says why a row lets nobody in, "" for nothing."""

    program: str
    role: str
    expires: datetime
    revoked: bool
    holds: bool
    version: int
    actor: str
    why: str
    time: datetime
    broken: str = ""


class Made(Shown):
    """A new token, with what no answer says again."""

    token: str


class Tokens:
    """The tokens of one store; safe to share between threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._saving = Lock()
        self.known: Lately[Newest[Token]] = Lately(partial(store.start, repository.rows, store))

    def entries(self) -> list[Shown]:
        """The newest of every program, by name. Raises `GatewayError`."""
        found = repository.rows(self._store)
        tokens = [_shown(token) for token in found.sound.values()]
        broken = [_broken(name, refused) for name, refused in found.refused.items()]
        return sorted(tokens + broken, key=lambda one: one.program)

    def add(self, program: str, role: str, days: int, why: str, actor: str) -> Made:
        """Make a token for a program that has none which holds.

        Raises `ContractError`, `GatewayError`, and a 409 `ApiError` where it has one.
        """
        program = checked_program(program.strip().casefold())
        if not 1 <= days <= LONGEST_DAYS:
            raise ContractError("days", f"is not 1 to {LONGEST_DAYS}")
        now = datetime.now(UTC)
        with self._saving:
            found = repository.rows(self._store).known(program)
            if isinstance(found, Token) and found.holds(now):
                raise conflict(
                    f"{program} has a token that holds until {found.expires:%Y-%m-%d}; revoke it.", "program"
                )
            secret = make()
            token = Token(
                program=program,
                role=parse_role(role),
                hash=digest(secret),
                expires=now.replace(microsecond=0) + timedelta(days=days),
                version=(found.version if found else 0) + 1,
                actor=actor,
                why=said_why(why),
                time=next_time(found),
            )
            before = found if isinstance(found, Token) else None
            return Made(**self._put(token, before).model_dump(), token=secret)

    def revoke(self, program: str, seen: int, why: str, actor: str) -> Shown:
        """Let a token in no more.

        Raises `ContractError`, `GatewayError`, a 404 `ApiError` for a program that has none, and a 409 one where the
        version that was `seen` is not the newest, or it is revoked, or lets nobody in as it is.
        """
        with self._saving:
            found = repository.rows(self._store).known(program)
            if found is None:
                raise not_found("token", program[:100])
            check_seen(seen, found)
            if isinstance(found, Refused) or found.revoked:
                raise conflict(f"The token of {program} lets nobody in as it is.", "program")
            after = replace(
                found,
                revoked=True,
                version=found.version + 1,
                actor=actor,
                why=said_why(why),
                time=next_time(found),
            )
            return self._put(after, found)

    def _put(self, after: Token, before: Token | None) -> Shown:
        try:
            repository.put(self._store, after, before)
        finally:  # also after a write that failed, which may have been done all the same
            self.known.forget()
        return _shown(after)


def _shown(token: Token) -> Shown:
    return Shown(
        program=token.program,
        role=token.role,
        expires=token.expires,
        revoked=token.revoked,
        holds=token.holds(datetime.now(UTC)),
        version=token.version,
        actor=token.actor,
        why=token.why,
        time=moment(token.time),
    )


def _broken(program: str, found: Refused) -> Shown:
    at = moment(found.time)
    return Shown(
        program=program, role=Role.VIEWER, expires=at, revoked=True, holds=False, version=found.version,
        actor="", why="", time=at, broken=found.reason,
    )  # fmt: skip
