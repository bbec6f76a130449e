"""The name and password of the environment's user and its token, compared in constant time."""

import hashlib
import hmac
from typing import Self

from contract.settings import Settings
from web.gate import same


class Credentials:
    """What a request is checked against."""

    def __init__(self, user: str, password: str, token: str, session_secret: str) -> None:
        self.user = user
        self.session_secret = session_secret
        self._password, self._token = password, token

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those of the settings; raises `SettingsError` where one is not set."""
        return cls(
            settings.forewarn_admin_user,
            settings.require("forewarn_admin_password"),
            settings.require("forewarn_admin_token"),
            settings.require("forewarn_session_secret"),
        )

    @property
    def stamp(self) -> str:
        """What sessions of its user carry: with a new name or password, those of the old one hold no longer."""
        text = f"{self.user}\0{self._password}".encode()
        return hmac.new(self.session_secret.encode(), text, hashlib.sha256).hexdigest()

    def password_fits(self, user: str, password: str) -> bool:
        """Whether both are right; takes as long for a wrong name as for a wrong password."""
        name_fits = same(user, self.user)
        return same(password, self._password) and name_fits

    def token_fits(self, token: str) -> bool:
        """Whether this is the environment's token."""
        return same(token, self._token)
