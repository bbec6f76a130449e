"""/api/v2/orgs, /api/v2/users and /api/v2/me: there is one org and one user."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from fluxlite.http.access import authenticate, is_id, path_id
from fluxlite.http.errors import json_response, not_found
from fluxlite.registry import Content


async def list_orgs(request: Request) -> Response:
    """The org, by name or id, if the token may read it."""
    access = authenticate(request)
    content = access.content
    org, org_id = request.query_params.get("org"), request.query_params.get("orgID")
    if org and org != content.org:
        raise not_found(f'organization name "{org}" not found')
    if org_id and is_id(org_id) and org_id != content.org_id:
        raise not_found("organization not found")
    shown = [org_json(content)] if access.allows("read", "orgs", content.org_id) else []
    return json_response({"links": {"self": "/api/v2/orgs"}, "orgs": shown})


async def get_org(request: Request) -> Response:
    """The org by its id."""
    access = authenticate(request)
    if path_id(request) != access.content.org_id:
        raise not_found("organization not found")
    access.require("read", "orgs", access.content.org_id)
    return json_response(org_json(access.content))


async def list_users(request: Request) -> Response:
    """The user, if the token may read it."""
    access = authenticate(request)
    content = access.content
    name, user_id = request.query_params.get("name"), request.query_params.get("id")
    if (name and name != content.user) or (user_id and user_id != content.user_id):
        raise not_found("user not found")
    shown = [user_json(content)] if access.allows("read", "users", content.user_id) else []
    return json_response({"links": {"self": "/api/v2/users"}, "users": shown})


async def get_user(request: Request) -> Response:
    """The user by its id."""
    access = authenticate(request)
    if path_id(request) != access.content.user_id:
        raise not_found("user not found")
    access.require("read", "users", access.content.user_id)
    return json_response(user_json(access.content))


async def me(request: Request) -> Response:
    """The user that the token belongs to."""
    access = authenticate(request)
    access.require("read", "users", access.content.user_id)
    return json_response(user_json(access.content))


def org_json(content: Content) -> dict[str, Any]:
    """The org as the API shows it."""
    path = f"/api/v2/orgs/{content.org_id}"
    links = {name: f"{path}/{name}" for name in ("labels", "logs", "members", "owners", "secrets")}
    links |= {name: f"/api/v2/{name}?org={content.org}" for name in ("buckets", "dashboards", "tasks")}
    return {
        "links": {**links, "self": path},
        "id": content.org_id,
        "name": content.org,
        "description": "",
        "createdAt": content.created,
        "updatedAt": content.created,
    }


def user_json(content: Content) -> dict[str, Any]:
    """The user as the API shows it."""
    links = {"self": f"/api/v2/users/{content.user_id}"}
    return {"links": links, "id": content.user_id, "name": content.user, "status": "active"}
