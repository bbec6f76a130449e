"""Who is asking: by a token, by a session, or by a name and a password.

The environment's user and token need no store. The others are what the store said a moment ago (`admin.lately`): for so
long somebody may still be let in whom another process has shut out.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

from admin.auth.credentials import Credentials
from admin.auth.sessions import Session
from admin.roles import Role
from admin.tokens.service import Tokens
from admin.tokens.token import Token, digest, may_be_one
from admin.users import passwords
from admin.users.service import API, Users
from admin.users.user import User, is_name
from web.gate import same

VERIFIERS = 2
"""Passwords that are verified at the same time: each takes 64 MiB."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may come in; `name` is for the audit; sessions and links with another `stamp` are none of theirs.

    One that `has_password` can change it here.
    """

    name: str
    role: Role
    stamp: str = field(default="", repr=False)
    has_password: bool = False


@dataclass(frozen=True, slots=True)
class Denied:
    """Nobody: `name` is that of a user where there is one, "" for what may be anything, even a password."""

    name: str
    why: str


class Accounts:
    """The environment's user and token, and those of the store; safe to share between threads."""

    def __init__(self, credentials: Credentials, users: Users, tokens: Tokens) -> None:
        self._credentials, self._users, self._tokens = credentials, users, tokens
        self._verifiers = ThreadPoolExecutor(VERIFIERS, "password")

    async def by_token(self, said: str) -> Account | None:
        """Whose token that is. Raises `GatewayError` where only the store could tell, and does not."""
        if self._credentials.token_fits(said):
            return Account(API, Role.ADMIN)
        if not may_be_one(said):
            return None
        known, wanted = await self._tokens.known.get(), digest(said)
        now = datetime.now(UTC)
        found = (token for token in known.sound.values() if same(token.hash, wanted) and token.holds(now))
        return next(map(_of_token, found), None)

    async def by_actor(self, name: str) -> Account | None:
        """Who is called so in the audit, a user or a program, and may come in. Raises `GatewayError`."""
        if name == API:
            return Account(API, Role.ADMIN)
        whose, _, program = name.partition(":")
        if whose != API:
            return await self.by_name(name)
        token = (await self._tokens.known.get()).sound.get(program)
        return _of_token(token) if token and token.holds(datetime.now(UTC)) else None

    async def by_session(self, session: Session) -> Account | None:
        """Whose session that is. Raises `GatewayError` where only the store could tell, and does not."""
        account = await self.by_name(session.user)
        return account if account and same(account.stamp, session.stamp) else None

    async def by_password(self, name: str, password: str) -> Account | Denied:
        """Whose name and password these are; one hash is verified at each try, whatever the name.

        Raises `GatewayError` where only the store could tell, and does not.
        """
        if name == self._credentials.user:
            await self._verify(passwords.of_nobody, password)
            fits = self._credentials.password_fits(name, password)
            return self._founder() if fits else Denied(name, "wrong password")
        user = await self._user(name.strip().casefold())
        fits = await self._verify(lambda: (user.password if user else "") or passwords.of_nobody(), password)
        if user is None:
            return Denied("", "no such user")
        if user.disabled or not user.password:
            return Denied(user.name, "disabled" if user.disabled else "has no password here")
        return _of(user) if fits else Denied(user.name, "wrong password")

    async def by_subject(self, subject: str) -> Account | Denied:
        """Who is bound to an identity provider's name of somebody. Raises `GatewayError`."""
        users = [user for user in (await self._users.known.get()).sound.values() if user.subject == subject]
        if len(users) != 1:
            return Denied("", "no user is bound to that" if not users else "several users are bound to that")
        return Denied(users[0].name, f"{users[0].name} is disabled") if users[0].disabled else _of(users[0])

    def close(self) -> None:
        """Let verifications that are under way end."""
        self._verifiers.shutdown()

    async def by_name(self, name: str) -> Account | None:
        """Who has that name, as it is stored, and may come in. Raises `GatewayError`, but not of the environment's."""
        if name == self._credentials.user:
            return self._founder()
        user = await self._user(name)
        return None if user is None or user.disabled else _of(user)

    async def _user(self, name: str) -> User | None:
        # What cannot be a name is nobody's, whatever the store does.
        return (await self._users.known.get()).sound.get(name) if is_name(name) else None

    def _founder(self) -> Account:
        return Account(self._credentials.user, Role.ADMIN, self._credentials.stamp)

    async def _verify(self, found: Callable[[], str], password: str) -> bool:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._verifiers, lambda: passwords.fits(found(), password))


def _of_token(token: Token) -> Account:
    return Account(f"{API}:{token.program}", token.role, token.hash)


def _of(user: User) -> Account:
    return Account(user.name, user.role, user.stamp, has_password=bool(user.password))
