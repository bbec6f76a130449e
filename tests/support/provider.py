"""An identity provider on loopback, which speaks OpenID Connect as far as signing in goes; told to, it lies."""

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qs, unquote_plus, urlencode

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.support.answering import Serving
from web.limits import Limits

CLIENT, SECRET = "forewarn at the plant", "a client's secret: with %, + and blanks"


@dataclass
class Lies:
    """What the provider says instead of the truth: claims, parts of its metadata, the status of a token."""

    claims: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    signs: str = "itself"
    """`itself`, `another` key, by the client's `secret`, or `nobody`."""


class RunningProvider(Serving):
    """A provider at which whoever comes is signed in already, as `sub`; a context manager."""

    def __init__(self, sub: str = "248289761001") -> None:
        self.sub, self.lies = sub, Lies()
        self._key, self._other = RSAKey.generate_key(2048, {"kid": "1"}), RSAKey.generate_key(2048, {"kid": "1"})
        self._codes: dict[str, Mapping[str, str]] = {}
        routes = [
            Route("/.well-known/openid-configuration", self._metadata),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/keys", self._keys),
        ]
        super().__init__(Starlette(routes=routes), Limits(connections=64, body=2**16))

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    async def _metadata(self, _request: Request) -> Response:
        told = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }
        return JSONResponse({**told, **self.lies.metadata})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert (asked["client_id"], asked["response_type"], asked["scope"]) == (CLIENT, "code", "openid")
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def _token(self, request: Request) -> Response:
        said = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        asked = self._codes.pop(said.get("code", ""), None)
        if asked is None or not self._fits(request, said, asked):
            return JSONResponse({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe(16)
        token = {"access_token": access, "token_type": "Bearer", "id_token": self._signed(asked["nonce"], access)}
        return JSONResponse(token, self.lies.status)

    def _fits(self, request: Request, said: Mapping[str, str], asked: Mapping[str, str]) -> bool:
        user = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        client, secret = map(unquote_plus, user.split(":", 1))
        proof = base64.urlsafe_b64encode(hashlib.sha256(said["code_verifier"].encode()).digest()).decode().rstrip("=")
        same = (said["redirect_uri"], proof) == (asked["redirect_uri"], asked["code_challenge"])
        return same and (client, secret) == (CLIENT, SECRET)

    def _signed(self, nonce: str, access: str) -> str:
        now = int(time.time())
        half = base64.urlsafe_b64encode(hashlib.sha256(access.encode()).digest()[:16]).decode().rstrip("=")
        claims = {"iss": self.url, "sub": self.sub, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        told = {**claims, "at_hash": half, **self.lies.claims}
        match self.lies.signs:
            case "nobody":
                return ".".join((_part(b'{"alg":"none"}'), jwt_body(told), ""))
            case "secret":
                return jwt.encode({"alg": "HS256"}, told, OctKey.import_key(SECRET), algorithms=["HS256"])
        key = self._key if self.lies.signs == "itself" else self._other
        return jwt.encode({"alg": "RS256", "kid": "1"}, told, key)

    async def _keys(self, _request: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})


def jwt_body(claims: Mapping[str, Any]) -> str:
    """Claims as the middle of a token."""
    return _part(JSONResponse(claims).body)


def _part(said: bytes | memoryview) -> str:
    return base64.urlsafe_b64encode(bytes(said)).decode().rstrip("=")
