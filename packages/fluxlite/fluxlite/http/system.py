"""What needs no token: /health, /ping, /ready, /metrics, the root of the API, and the set-up of a new store."""

import time
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from fluxlite.http.authorizations import token_json
from fluxlite.http.bucket_rules import checked_retention
from fluxlite.http.buckets import bucket_json
from fluxlite.http.errors import ApiError, invalid, json_response
from fluxlite.http.gojson import BodyError, decode, member
from fluxlite.http.state import BUILD, VERSION, State
from fluxlite.http.tenants import org_json, user_json
from fluxlite.http.write import read_body
from fluxlite.registry import BucketInfo, all_permissions, new_secret, now_text, shard_duration

_RESOURCES = (
    "authorizations", "backup", "buckets", "checks", "dashboards", "delete", "flags", "labels", "me",
    "notificationEndpoints", "notificationRules", "orgs", "restore", "scrapers", "setup", "signin", "signout",
    "sources", "tasks", "telegrafs", "users", "variables", "write",
)  # fmt: skip
_MIN_PASSWORD = 8
_SETUP = "onboardingRequest"


async def health(request: Request) -> Response:
    """Up, whatever the method; 503 while the disk does not allow something, and what that is."""
    failure = request.app.state.fluxlite.store.failure()
    body: dict[str, Any] = {
        "name": "influxdb",
        "message": failure or "ready for queries and writes",
        "status": "fail" if failure else "pass",
        "checks": [],
    }
    return json_response({**body, "version": VERSION, "commit": BUILD}, 503 if failure else 200)


async def ping(_: Request) -> Response:
    """The version, in the headers that every answer has."""
    return Response(status_code=204)


async def ping_options(_: Request) -> Response:
    """What may be asked of /ping."""
    return Response(headers={"Allow": "GET, HEAD, OPTIONS"})


async def ready(request: Request) -> Response:
    """Since when."""
    state: State = request.app.state.fluxlite
    started = datetime.fromtimestamp(state.started, UTC).isoformat().replace("+00:00", "Z")
    up = f"{time.time() - state.started:.9f}s"
    return json_response({"status": "ready", "started": started, "up": up})


async def metrics(request: Request) -> Response:
    """Counters and gauges for Prometheus."""
    state: State = request.app.state.fluxlite
    text = state.metrics.text({**state.store.statistics(), **state.queries.figures()})
    kind = "text/plain; version=0.0.4; charset=utf-8; escaping=values"
    return Response(text, headers={"Content-Type": kind})


async def root(_: Request) -> Response:
    """The paths of the API, as InfluxDB lists them; not all of them are served here."""
    return json_response(
        {
            **{name: f"/api/v2/{name}" for name in _RESOURCES},
            "external": {"statusFeed": "https://www.influxdata.com/feed/json"},
            "plugins": "/api/v2/telegraf/plugins",
            "query": {
                "self": "/api/v2/query",
                "analyze": "/api/v2/query/analyze",
                "ast": "/api/v2/query/ast",
                "suggestions": "/api/v2/query/suggestions",
            },
            "swagger": "/api/v2/swagger.json",
            "system": {"debug": "/debug/pprof", "health": "/health", "metrics": "/metrics"},
        }
    )


async def setup_state(request: Request) -> Response:
    """Whether the store still waits for its set-up."""
    return json_response({"allowed": not request.app.state.fluxlite.registry.is_set_up})


async def setup(request: Request) -> Response:
    """Make the org, its user, a bucket and the operator's token, once. The password is checked, and not kept: there
    is no sign-in by password here."""
    state: State = request.app.state.fluxlite
    if state.registry.is_set_up:
        raise ApiError("conflict", "onboarding has already been completed")
    try:
        body = decode(await read_body(request), f"tenant.{_SETUP}")
        user, org, bucket = (member(body, name, str, _SETUP) or "" for name in ("username", "org", "bucket"))
        password, secret = (member(body, name, str, _SETUP) or "" for name in ("password", "token"))
        retention = member(body, "retentionPeriodSeconds", int, _SETUP) or 0
    except BodyError as error:
        raise invalid(str(error)) from None
    _check_setup(user, org, bucket, password)
    retention = checked_retention(retention)
    return json_response(_set_up(state, user, org, bucket, retention, secret or new_secret()), 201)


def _check_setup(user: str, org: str, bucket: str, password: str) -> None:
    for name, value in (("username", user), ("org name", org), ("bucket name", bucket)):
        if not value:
            raise ApiError("unprocessable entity", f"{name} is empty")
    if password and len(password) < _MIN_PASSWORD:
        raise invalid(f"passwords must be at least {_MIN_PASSWORD} characters long")
    if user == org:
        raise invalid("username and org must differ")


def _set_up(state: State, user: str, org: str, name: str, retention: int, secret: str) -> dict[str, Any]:
    registry = state.registry
    moment = now_text()
    bucket = BucketInfo(registry.new_id(), name, retention, shard_duration(retention), created=moment, updated=moment)
    token = registry.new_token(secret, all_permissions(), f"{user}'s Token", "active")
    registry.set_up(org, user, bucket, token)
    content = registry.content
    return {
        "user": user_json(content),
        "bucket": bucket_json(bucket, content),
        "org": org_json(content),
        "auth": {**token_json(token, content), "token": secret},
    }
