"""/api/v2/buckets: list, create, show, change and delete."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from fluxlite.http import bucket_rules as rules
from fluxlite.http.access import Access, authenticate, path_id, query_id
from fluxlite.http.errors import ApiError, invalid, json_response, not_found
from fluxlite.http.gojson import BodyError, decode, identifier, member
from fluxlite.http.labels import label_json
from fluxlite.http.pages import page
from fluxlite.http.state import State
from fluxlite.http.write import read_body
from fluxlite.registry import BucketInfo, Content, Registry, now_text

_CREATE, _CHANGE = "postBucketRequest", "bucketUpdate"


async def list_buckets(request: Request) -> Response:
    """The buckets that the token may read, by name, id or org, a page at a time."""
    access = authenticate(request)
    wanted = page(request)
    _check_org_filter(request, access.content)
    shown = [one for one in _filtered(request, access) if access.allows("read", "buckets", one.id)]
    if wanted.descending:
        shown.reverse()
    if wanted.after:
        shown = [one for one in shown if (one.id < wanted.after if wanted.descending else one.id > wanted.after)]
    shown = shown[wanted.offset : wanted.offset + wanted.limit]
    filters = {"bucket" if key == "name" else key: request.query_params[key] for key in _filters(request)}
    links = wanted.links(len(shown), filters)
    return json_response({"links": links, "buckets": [bucket_json(one, access.content) for one in shown]})


async def create_bucket(request: Request) -> Response:
    """Create a bucket."""
    access = authenticate(request)
    content = access.content
    body = await _decode(request, _CREATE)
    try:
        name = member(body, "name", str, _CREATE) or ""
        description = member(body, "description", str, _CREATE) or ""
        rp = member(body, "rp", str, _CREATE) or ""
        retention, shard = rules.retention_rule(body, _CREATE)
        org_id = identifier(body["orgID"]) if isinstance(body.get("orgID"), str) else None
    except BodyError as error:
        raise _not_json(error) from None
    if org_id is None:
        raise invalid("organization id must be provided")
    retention = rules.checked_retention(retention)
    if org_id != content.org_id:
        raise not_found("organization not found")
    access.require("write", "buckets")
    rules.check_name(name, content)
    state: State = request.app.state.fluxlite
    shard = rules.checked_shard(retention, shard)
    moment = now_text()
    bucket = BucketInfo(
        state.registry.new_id(), name, retention, shard, "user", description, rp, created=moment, updated=moment
    )
    state.registry.change(lambda content: content.buckets.update({bucket.id: bucket}))
    return json_response(bucket_json(bucket, state.registry.content), 201)


async def get_bucket(request: Request) -> Response:
    """One bucket."""
    access = authenticate(request)
    return json_response(bucket_json(_found(request, access, "read"), access.content))


async def change_bucket(request: Request) -> Response:
    """Change a bucket's name, description or retention."""
    access = authenticate(request)
    body = await _decode(request, _CHANGE)
    bucket = _found(request, access, "write")
    try:
        name = member(body, "name", str, _CHANGE)
        description = member(body, "description", str, _CHANGE)
        retention, shard = rules.retention_rule(body, _CHANGE)
    except BodyError as error:
        raise _not_json(error) from None
    if name is not None and name != bucket.name:
        rules.check_name(name, access.content)
    if (name or bucket.name, retention) != (bucket.name, None):
        _require_administration(access)
    retention, shard = rules.changed_retention(bucket, retention, shard)

    def act(content: Content) -> BucketInfo:
        changed = content.buckets[bucket.id]
        changed.name = changed.name if name is None else name
        changed.description = changed.description if description is None else description
        changed.retention, changed.shard, changed.updated = retention, shard, now_text()
        return changed

    registry: Registry = request.app.state.fluxlite.registry
    return json_response(bucket_json(registry.change(act), registry.content))


async def delete_bucket(request: Request) -> Response:
    """Delete a bucket with all its points."""
    access = authenticate(request)
    bucket = _found(request, access, "write")
    if bucket.type == "system":
        raise invalid(f"cannot delete system bucket {bucket.name}")
    _require_administration(access)
    state: State = request.app.state.fluxlite

    def act(content: Content) -> None:
        content.buckets.pop(bucket.id, None)
        content.dropped.append(bucket.id)

    state.registry.change(act)
    await run_in_threadpool(state.store.drop_bucket, bucket.id)
    return Response(status_code=204)


async def bucket_people(request: Request) -> Response:
    """Owners or members of a bucket: the one user owns everything by its token, so these are empty."""
    access = authenticate(request)
    _found(request, access, "read")
    return json_response({"links": {"self": request.url.path}, "users": []})


def bucket_json(bucket: BucketInfo, content: Content) -> dict[str, Any]:
    """A bucket as the API shows it."""
    path = f"/api/v2/buckets/{bucket.id}"
    shown = {
        "id": bucket.id,
        "orgID": content.org_id,
        "type": bucket.type,
        **({"description": bucket.description} if bucket.description else {}),
        "name": bucket.name,
        **({"rp": bucket.rp} if bucket.rp else {}),
        "retentionRules": [rules.rule_json(bucket)],
        "createdAt": bucket.created,
        "updatedAt": bucket.updated,
    }
    links = {name: f"{path}/{name}" for name in ("labels", "members", "owners")}
    links |= {
        "org": f"/api/v2/orgs/{content.org_id}",
        "self": path,
        "write": f"/api/v2/write?org={content.org_id}&bucket={bucket.id}",
    }
    labels = [label_json(content.labels[one], content) for one in bucket.labels if one in content.labels]
    return {**shown, "links": links, "labels": labels}


def _filters(request: Request) -> list[str]:
    return [key for key in ("name", "id", "org", "orgID") if request.query_params.get(key)]


def _filtered(request: Request, access: Access) -> list[BucketInfo]:
    """All buckets, or that of an id, or else that of a name."""
    buckets = sorted(access.content.buckets.values(), key=lambda one: one.id)
    bucket_id, name = query_id(request, "id"), request.query_params.get("name")
    if bucket_id:
        if bucket_id not in access.content.buckets:
            raise not_found("bucket not found")
        return [access.content.buckets[bucket_id]]
    return [one for one in buckets if one.name == name] if name else buckets


def _check_org_filter(request: Request, content: Content) -> None:
    org, org_id = request.query_params.get("org"), query_id(request, "orgID")
    if org and org != content.org:
        raise not_found(f'organization name "{org}" not found')
    if org_id and org_id != content.org_id:
        raise not_found("organization not found")


def _require_administration(access: Access) -> None:
    """Refuse to rename, expire or drop a bucket without the right to all of them.

    In InfluxDB the right to write points into it is enough: whoever steals a device's token empties the bucket.
    """
    access.require("write", "buckets")


def _found(request: Request, access: Access, action: str) -> BucketInfo:
    """The bucket in the path, if the token may do this with it."""
    bucket_id = path_id(request)
    bucket = access.content.buckets.get(bucket_id)
    if bucket is None:
        raise not_found("bucket not found")
    access.require(action, "buckets", bucket_id)
    return bucket


async def _decode(request: Request, struct: str) -> dict[str, Any]:
    try:
        return decode(await read_body(request), f"tenant.{struct}")
    except BodyError as error:
        raise _not_json(error) from None


def _not_json(error: BodyError) -> ApiError:
    return invalid(f"failed to unmarshal json: {error}")
