"""One identity provider: where it signs people in, and whom it says that somebody is (OpenID Connect Core 1.0, 3.1).

Authlib makes the request and looks at the claims, joserfc at the signature; what goes over the wire is asked for by the
client that all of ours use. Keys are fetched for each answer, so that a provider may change them at any time.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Self, TypeVar
from urllib.parse import quote_plus, urlencode, urlsplit

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from admin.lately import Lately
from admin.oidc.attempt import Attempt
from contract.errors import SettingsError
from contract.settings import Settings
from web.client import Answer, AnswerError, Client
from web.errors import ApiError

BACK = "/sign-in/provider/back"
"""Where the provider sends people back to, below the address of the admin."""
ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
"""Signatures that only the provider can make; what the client's secret would sign is none."""
LEEWAY_S = 120
"""How far the clocks of both may be apart."""
FRESH_S = 60.0
NAME = "The identity provider"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the provider says of itself: its endpoints, and the signatures that are taken of those it makes."""

    authorization: str
    token: str
    keys: str
    algorithms: tuple[str, ...]


class Provider:
    """Asks one provider; safe to share between threads. Its calls raise a 503 `ApiError` where it does not answer."""

    def __init__(self, issuer: str, client: str, secret: str, back: str) -> None:
        self.issuer, self._client, self._secret, self._back = issuer, client, secret, back
        self._pool = ThreadPoolExecutor(2, "provider")
        self._metadata = Lately(partial(self._pool.submit, self._discover), FRESH_S)

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """That of the settings, if any; raises `SettingsError` where something that belongs to it is not set."""
        issuer, client = settings.forewarn_oidc_issuer, settings.forewarn_oidc_client_id
        if issuer is None:
            return None
        for name, value in (("OIDC_CLIENT_ID", client), ("ADMIN_URL", settings.forewarn_admin_url)):
            if not value:
                raise SettingsError(f"FOREWARN_{name}: not set; FOREWARN_OIDC_ISSUER needs it")
        back = f"{settings.forewarn_admin_url}".rstrip("/") + BACK
        return cls(issuer, str(client), settings.require("forewarn_oidc_client_secret"), back)

    async def address(self, attempt: Attempt) -> str:
        """Where to send a browser that is to be signed in there."""
        found = await self._answered(self._metadata.get())
        return str(
            prepare_grant_uri(
                found.authorization,
                client_id=self._client,
                response_type="code",
                redirect_uri=self._back,
                scope="openid",
                state=attempt.state,
                nonce=attempt.nonce,
                code_challenge=create_s256_code_challenge(attempt.verifier),
                code_challenge_method="S256",
            )
        )

    async def subject(self, attempt: Attempt, code: str) -> str:
        """Who came back with a code, by the provider's own name of them.

        Raises a 403 `ApiError` where what the provider says does not hold.
        """
        found = await self._answered(self._metadata.get())
        return await self._answered(self._in_thread(partial(self._exchange, found, attempt, code)))

    def close(self) -> None:
        """Let what is under way end."""
        self._pool.shutdown()

    async def _in_thread(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, call)

    @staticmethod
    async def _answered(answer: Awaitable[T]) -> T:
        try:
            return await answer
        except AnswerError as error:
            raise ApiError(503, "provider_away", f"{error}.", field="provider") from error

    def _discover(self) -> Metadata:
        path = "/.well-known/openid-configuration"
        said = _object(_ask(self.issuer.rstrip("/") + path))
        if said.get("issuer") != self.issuer:
            raise AnswerError(f"{NAME} calls itself {str(said.get('issuer'))[:200]!r}, and not {self.issuer!r}")
        told = said.get("id_token_signing_alg_values_supported") or ["RS256"]
        return Metadata(
            self._endpoint(said, "authorization_endpoint"),
            self._endpoint(said, "token_endpoint"),
            self._endpoint(said, "jwks_uri"),
            tuple(name for name in told if name in ALGORITHMS),
        )

    def _endpoint(self, said: Mapping[str, Any], name: str) -> str:
        """An address that the provider names: encrypted where the provider is."""
        found = str(said.get(name, ""))
        if urlsplit(found).scheme not in {"https", urlsplit(self.issuer).scheme}:
            raise AnswerError(f"{NAME} names no address as its {name} that could be asked")
        return found

    def _exchange(self, found: Metadata, attempt: Attempt, code: str) -> str:
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "code_verifier": attempt.verifier,
        }
        # Encoded before they become a header (RFC 6749, 2.3.1).
        user = quote_plus(self._client), quote_plus(self._secret)
        answer = _ask(found.token, urlencode(body).encode(), user)
        if 400 <= answer.status < 500:
            raise _not_held("it does not know this answer of its own any more, or not this client of it")
        said = _object(answer)
        keys = _object(_ask(found.keys))
        return self._looked_at(found, attempt, said, keys)

    def _looked_at(self, found: Metadata, attempt: Attempt, said: Mapping[str, Any], keys: Mapping[str, Any]) -> str:
        registry = JWSRegistry(algorithms=list(found.algorithms), strict_check_header=False)
        wanted = {"iss": {"essential": True, "value": self.issuer}, "aud": {"essential": True, "value": self._client}}
        sent = {"nonce": attempt.nonce, "client_id": self._client, "access_token": said.get("access_token")}
        try:
            token = jwt.decode(str(said.get("id_token")), KeySet.import_key_set(dict(keys)), registry=registry)  # type: ignore[arg-type]
            claims = CodeIDToken(token.claims, token.header, wanted, sent)
            claims.validate(leeway=LEEWAY_S)
        # What is signed by nobody may be of any shape.
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise _not_held(str(error) or type(error).__name__) from error
        return _named(token.claims.get("sub"))


def _ask(url: str, body: bytes | None = None, user: tuple[str, str] | None = None) -> Answer:
    kind = "application/x-www-form-urlencoded"
    return Client(url, name=NAME, user=user).ask("GET" if body is None else "POST", "", body, kind)


def _object(answer: Answer) -> Mapping[str, Any]:
    try:
        found = answer.json()
    except AnswerError as error:
        raise AnswerError(f"{NAME} {error}") from error
    if not isinstance(found, dict):
        raise AnswerError(f"{NAME} does not answer with an object")
    return found


def _named(sub: object) -> str:
    if not (isinstance(sub, str) and 0 < len(sub) <= 255 and sub.isprintable() and not sub.isspace()):
        raise _not_held("it names nobody")
    return sub


def _not_held(reason: str) -> ApiError:
    message = f"What the identity provider says does not hold: {reason[:200]}. Sign in again."
    return ApiError(403, "forbidden", message, field="provider")
