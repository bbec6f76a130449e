"""/api/v2/labels, and the labels of a bucket."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from fluxlite.http.access import Access, authenticate, path_id
from fluxlite.http.errors import invalid, json_response, not_found
from fluxlite.http.gojson import BodyError, decode, identifier, member
from fluxlite.http.write import read_body
from fluxlite.registry import BucketInfo, Content, LabelInfo, Registry

_LINKS = {"self": "/api/v2/labels"}


async def list_labels(request: Request) -> Response:
    """All labels that the token may read."""
    access = authenticate(request)
    shown = [one for one in access.content.labels.values() if access.allows("read", "labels", one.id)]
    return json_response({"links": _LINKS, "labels": [label_json(one, access.content) for one in shown]})


async def create_label(request: Request) -> Response:
    """Create a label."""
    access = authenticate(request)
    body = await _decode(request)
    access.require("write", "labels")
    name, properties = _members(body, "Label")
    if not name:
        raise invalid("label name is required")
    registry: Registry = request.app.state.fluxlite.registry
    label = LabelInfo(registry.new_id(), name, properties)
    registry.change(lambda content: content.labels.update({label.id: label}))
    return _shown(label, registry.content, 201)


async def get_label(request: Request) -> Response:
    """One label."""
    access = authenticate(request)
    return _shown(_found(request, access, "read"), access.content)


async def change_label(request: Request) -> Response:
    """Change a label's name or properties; a property with an empty value is removed."""
    access = authenticate(request)
    body = await _decode(request)
    label = _found(request, access, "write")
    name, changed = _members(body, "LabelUpdate")
    properties = {key: value for key, value in {**label.properties, **changed}.items() if value}

    def act(content: Content) -> LabelInfo:
        found = content.labels[label.id]
        found.name, found.properties = name or found.name, properties
        return found

    return _shown(request.app.state.fluxlite.registry.change(act), access.content)


async def delete_label(request: Request) -> Response:
    """Delete a label, also from the buckets that carry it."""
    access = authenticate(request)
    label = _found(request, access, "write")

    def act(content: Content) -> None:
        content.labels.pop(label.id, None)
        for bucket in content.buckets.values():
            bucket.labels = [one for one in bucket.labels if one != label.id]

    request.app.state.fluxlite.registry.change(act)
    return Response(status_code=204)


async def bucket_labels(request: Request) -> Response:
    """The labels of a bucket."""
    access = authenticate(request)
    bucket = _bucket(request, access, "read")
    shown = [label_json(access.content.labels[one], access.content) for one in bucket.labels]
    return json_response({"links": _LINKS, "labels": shown})


async def attach_label(request: Request) -> Response:
    """Give a bucket a label."""
    access = authenticate(request)
    body = await _decode(request)
    bucket = _bucket(request, access, "write")
    label = access.content.labels.get(_label_id(body))
    if label is None:
        raise not_found("label not found")

    def act(content: Content) -> None:
        carried = content.buckets[bucket.id].labels
        if label.id not in carried:
            carried.append(label.id)

    request.app.state.fluxlite.registry.change(act)
    return _shown(label, access.content, 201)


async def detach_label(request: Request) -> Response:
    """Take a label from a bucket."""
    access = authenticate(request)
    bucket, label_id = _bucket(request, access, "write"), path_id(request, "label")
    if label_id not in bucket.labels:
        raise not_found("label not found")
    request.app.state.fluxlite.registry.change(lambda content: content.buckets[bucket.id].labels.remove(label_id))
    return Response(status_code=204)


def label_json(label: LabelInfo, content: Content) -> dict[str, Any]:
    """A label as the API shows it."""
    properties = {"properties": label.properties} if label.properties else {}
    return {"id": label.id, "orgID": content.org_id, "name": label.name, **properties}


def _shown(label: LabelInfo, content: Content, status: int = 200) -> Response:
    links = {"self": f"/api/v2/labels/{label.id}"}
    return json_response({"links": links, "label": label_json(label, content)}, status)


def _members(body: dict[str, Any], struct: str) -> tuple[str, dict[str, str]]:
    """The name and the properties in a body; the name is empty where there is none."""
    try:
        name = member(body, "name", str, struct) or ""
        given = member(body, "properties", dict, struct, "map[string]string") or {}
        return name, {key: member({"properties": given[key]}, "properties", str, struct) or "" for key in given}
    except BodyError as error:
        raise invalid(f"failed to unmarshal json: {error}") from None


def _label_id(body: dict[str, Any]) -> str:
    try:
        return identifier(member(body, "labelID", str, "LabelMapping") or "")
    except BodyError as error:
        raise invalid(str(error)) from None


def _found(request: Request, access: Access, action: str) -> LabelInfo:
    label = access.content.labels.get(path_id(request))
    if label is None:
        raise not_found("label not found")
    access.require(action, "labels", label.id)
    return label


def _bucket(request: Request, access: Access, action: str) -> BucketInfo:
    bucket = access.content.buckets.get(path_id(request))
    if bucket is None:
        raise not_found("bucket not found")
    access.require(action, "buckets", bucket.id)
    return bucket


async def _decode(request: Request) -> dict[str, Any]:
    try:
        return decode(await read_body(request), "label.Request")
    except BodyError as error:
        raise invalid(f"unable to decode label request: {error}") from None
