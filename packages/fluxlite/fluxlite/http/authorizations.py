"""/api/v2/authorizations: tokens and their rights. A token itself is shown once, when it is made."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from fluxlite.http.access import Access, authenticate, path_id, permission_text, query_id
from fluxlite.http.errors import ApiError, invalid, json_response, not_found
from fluxlite.http.gojson import BodyError, decode, identifier, member, members
from fluxlite.http.write import read_body
from fluxlite.registry import ACTIONS, RESOURCE_TYPES, Content, Registry, TokenInfo, new_secret, now_text

_CREATE, _CHANGE = "postAuthorizationRequest", "AuthorizationUpdate"
_PERMISSION, _RESOURCE = "Permission.permissions", "Resource.permissions.resource"
_STATES = ("active", "inactive")


async def list_authorizations(request: Request) -> Response:
    """The tokens that the token may read."""
    access = authenticate(request)
    content = access.content
    _check_filters(request, content)
    shown = [one for one in content.tokens.values() if access.allows("read", "authorizations", one.id)]
    bodies = [token_json(one, content) for one in shown]
    return json_response({"links": {"self": "/api/v2/authorizations"}, "authorizations": bodies})


async def create_authorization(request: Request) -> Response:
    """Make a token; whoever makes it can give away only rights that it has itself."""
    access = authenticate(request)
    content = access.content
    try:
        body = decode(await read_body(request), f"authorization.{_CREATE}")
        org_id = identifier(body["orgID"]) if isinstance(body.get("orgID"), str) else None
        status = member(body, "status", str, _CREATE) or "active"
        description = member(body, "description", str, _CREATE) or ""
        permissions = _permissions(body)
    except BodyError as error:
        raise invalid(f"invalid json structure: {error}") from None
    _check_new(org_id, status, permissions, content)
    access.require("write", "authorizations")
    _check_allowed(access, permissions)
    registry: Registry = request.app.state.fluxlite.registry
    secret = new_secret()
    token = registry.add_token(secret, permissions, description, status)
    return json_response({**token_json(token, registry.content), "token": secret}, 201)


async def get_authorization(request: Request) -> Response:
    """One token's rights."""
    access = authenticate(request)
    return json_response(token_json(_found(request, access, "read"), access.content))


async def change_authorization(request: Request) -> Response:
    """Switch a token on or off, or describe it."""
    access = authenticate(request)
    try:
        body = decode(await read_body(request), f"influxdb.{_CHANGE}")
        status = member(body, "status", str, _CHANGE)
        description = member(body, "description", str, _CHANGE)
    except BodyError as error:
        raise invalid(f"invalid json structure: {error}") from None
    token = _found(request, access, "write")
    if status not in (None, "", *_STATES):
        raise invalid("encodeAuthorization: unknown authorization status")

    def act(content: Content) -> TokenInfo:
        changed = content.tokens[token.id]
        changed.status = status or changed.status
        changed.description = changed.description if description is None else description
        changed.updated = now_text()
        return changed

    registry: Registry = request.app.state.fluxlite.registry
    return json_response(token_json(registry.change(act), registry.content))


async def delete_authorization(request: Request) -> Response:
    """Delete a token."""
    access = authenticate(request)
    token = _found(request, access, "write")

    def act(content: Content) -> None:
        content.tokens.pop(token.id, None)

    request.app.state.fluxlite.registry.change(act)
    return Response(status_code=204)


def token_json(token: TokenInfo, content: Content) -> dict[str, Any]:
    """A token's rights as the API shows them."""
    return {
        "id": token.id,
        "token": "",
        "status": token.status,
        "description": token.description,
        "orgID": content.org_id,
        "org": content.org,
        "userID": content.user_id,
        "user": content.user,
        "permissions": [_permission_json(permission, content) for permission in token.permissions],
        "links": {
            "self": f"/api/v2/authorizations/{token.id}",
            "user": f"/api/v2/users/{content.user_id}",
        },
        "createdAt": token.created,
        "updatedAt": token.updated,
    }


def _permission_json(permission: dict[str, Any], content: Content) -> dict[str, Any]:
    """A permission, with the names of what its ids stand for."""
    resource = dict(permission["resource"])
    if resource["type"] == "buckets" and "id" in resource:
        bucket = content.buckets.get(resource["id"])
        if bucket is None:
            return {"action": permission["action"], "resource": resource}
        resource["name"] = bucket.name
    if resource.get("orgID") == content.org_id:
        resource["org"] = content.org
    return {"action": permission["action"], "resource": resource}


def _permissions(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The permissions of a body, only what counts of each."""
    found = []
    for permission in members(body, "permissions", _CREATE, "influxdb.Permission"):
        action = member(permission, "action", str, _PERMISSION, "influxdb.Action")
        resource = member(permission, "resource", dict, _PERMISSION, "influxdb.Resource") or {}
        kind = member(resource, "type", str, _RESOURCE, "influxdb.ResourceType")
        given = {key: member(resource, key, str, _RESOURCE, "*platform.ID") for key in ("id", "orgID")}
        ids = {key: identifier(text) for key, text in given.items() if text is not None}
        found.append({"action": action, "resource": {"type": kind, **ids}})
    return found


def _check_new(org_id: str | None, status: str, permissions: list[dict[str, Any]], content: Content) -> None:
    """Refuse a token that makes no sense."""
    if not permissions:
        raise invalid("authorization must include permissions")
    for permission in permissions:
        _check_permission(permission, org_id)
    if org_id is None:
        raise invalid("org id required: invalid ID")
    if status not in _STATES:
        raise invalid("invalid status: must be active or inactive")
    if org_id != content.org_id:
        raise not_found("organization not found")


def _check_permission(permission: dict[str, Any], org_id: str | None) -> None:
    resource = permission["resource"]
    if permission["action"] not in ACTIONS:
        raise invalid("invalid action type for permission: unknown action for permission")
    if resource["type"] not in RESOURCE_TYPES:
        raise invalid("invalid resource type for permission: unknown resource type for permission")
    if org_id is not None and resource.get("orgID", org_id) != org_id:
        text = permission_text(permission["action"], resource["type"], resource.get("id"), resource["orgID"])
        raise invalid(f"permission {text} is not for org id {org_id}")


def _check_allowed(access: Access, permissions: list[dict[str, Any]]) -> None:
    for permission in permissions:
        resource = permission["resource"]
        if not access.allows(permission["action"], resource["type"], resource.get("id")):
            text = permission_text(permission["action"], resource["type"], resource.get("id"), access.content.org_id)
            raise ApiError("forbidden", f"permission {text} is not allowed")


def _check_filters(request: Request, content: Content) -> None:
    """Refuse filters that name nobody; ours are all the org's and the user's."""
    org, user = request.query_params.get("org"), request.query_params.get("user")
    if org and org != content.org:
        raise not_found(f'organization name "{org}" not found')
    if user and user != content.user:
        raise not_found("user not found")
    for name, ours in (("orgID", content.org_id), ("userID", content.user_id)):
        given = query_id(request, name)
        if given and given != ours:
            raise not_found("organization not found" if name == "orgID" else "user not found")


def _found(request: Request, access: Access, action: str) -> TokenInfo:
    token = access.content.tokens.get(path_id(request))
    if token is None:
        raise not_found("authorization not found")
    access.require(action, "authorizations", token.id)
    return token
