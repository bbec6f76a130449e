"""Whether whoever opened a stream may still have it: what lets somebody in may end while the stream goes on."""

from starlette.requests import HTTPConnection

from admin.auth import cookies
from admin.dependencies import Parts
from contract.errors import GatewayError
from web.gate import bearer


async def may_stay(parts: Parts, connection: HTTPConnection) -> bool:
    """Whether the token or the session of a connection still lets somebody in; also while the store cannot say."""
    token = bearer(connection.headers)
    try:
        if token is not None:
            return await parts.accounts.by_token(token) is not None
        session = parts.sessions.find(connection.cookies.get(cookies.SESSION, ""))
        return session is not None and await parts.accounts.by_session(session) is not None
    except GatewayError:
        return True
