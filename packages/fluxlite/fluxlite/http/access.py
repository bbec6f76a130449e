"""Who asks, and what they may do."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from fluxlite.http.errors import ApiError, invalid, not_found
from fluxlite.http.gojson import BodyError, identifier
from fluxlite.http.state import State
from fluxlite.registry import BucketInfo, Content, TokenInfo

_SCHEMES = ("token", "bearer")


@dataclass(frozen=True, slots=True)
class Access:
    """The rights of one request."""

    token: TokenInfo
    content: Content

    @property
    def active(self) -> bool:
        """Whether the token is switched on."""
        return self.token.status == "active"

    def allows(self, action: str, kind: str, resource_id: str | None = None) -> bool:
        """Whether the token may do something with a resource, or (without an id) with all of a kind."""
        return self.active and any(
            _covers(permission, action, kind, resource_id, self.content.org_id) for permission in self.token.permissions
        )

    def require(self, action: str, kind: str, resource_id: str | None = None) -> None:
        """Refuse what the token may not do, as the administration does."""
        if not self.active:
            raise ApiError("unauthorized", "token is inactive")
        if not self.allows(action, kind, resource_id):
            name = permission_text(action, kind, resource_id, self.content.org_id)
            raise ApiError("unauthorized", f"{name} is unauthorized")


def permission_text(action: str, kind: str, resource_id: str | None, org_id: str | None) -> str:
    """A permission as messages name it."""
    parts = [kind] if kind in ("users", "orgs") or org_id is None else ["orgs", org_id, kind]
    return f"{action}:{'/'.join([*parts, *([resource_id] if resource_id else [])])}"


def _covers(permission: dict[str, Any], action: str, kind: str, resource_id: str | None, org_id: str) -> bool:
    """Whether a permission covers an action on a resource of the org."""
    resource = permission["resource"]
    if permission["action"] != action or resource["type"] not in (kind, "instance"):
        return False
    if resource.get("id") and resource["id"] != resource_id:
        return False
    if kind in ("users", "orgs"):
        return not resource.get("orgID")
    return not resource.get("orgID") or resource["orgID"] == org_id


def authenticate(request: Request) -> Access:
    """The rights of the request's token; a missing or unknown one is refused before anything is read."""
    state: State = request.app.state.fluxlite
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = state.registry.token(secret) if scheme.lower() in _SCHEMES and secret else None
    if token is None:
        raise ApiError("unauthorized", "unauthorized access")
    return Access(token, state.registry.content)


def find_org(request: Request) -> None:
    """Check that the request names our org, by `orgID` or `org` (a name or an id)."""
    content = request.app.state.fluxlite.registry.content
    org_id, org = request.query_params.get("orgID", ""), request.query_params.get("org", "")
    if org_id:
        if _checked_id(org_id) != content.org_id:
            raise not_found("organization not found")
    elif not org:
        raise invalid("Please provide either orgID or org")
    elif org != content.org and org != content.org_id:
        raise not_found("organization not found" if is_id(org) else f'organization name "{org}" not found')


def find_bucket(content: Content, name: str) -> BucketInfo:
    """The bucket of an id or a name."""
    found = content.buckets.get(name) if is_id(name) else None
    if found is None:
        found = next((one for one in list(content.buckets.values()) if one.name == name), None)
    if found is None:
        raise not_found(f'bucket "{name}" not found')
    return found


def path_id(request: Request, name: str = "id") -> str:
    """An id in the path."""
    return _checked_id(request.path_params[name])


def query_id(request: Request, name: str) -> str | None:
    """An id in the query, None where it is missing."""
    text = request.query_params.get(name)
    return _checked_id(text) if text else None


def is_id(text: str) -> bool:
    """Whether a text is an id."""
    try:
        identifier(text)
    except BodyError:
        return False
    return True


def _checked_id(text: str) -> str:
    try:
        return identifier(text)
    except BodyError as error:
        raise invalid(str(error)) from None
