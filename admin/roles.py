"""Roles: each may do what those before it may, and every route has the least one that it needs."""

from collections.abc import Mapping
from enum import StrEnum

from contract.errors import ContractError


class Role(StrEnum):
    """From the least to the most: reads; answers incidents and tells of work; sets thresholds, lets people in."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"

    def may(self, needed: "Role") -> bool:
        """Whether it may do what another role is needed for."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


def parse_role(said: object) -> Role:
    """The role of that name; raises `ContractError` that lists them."""
    try:
        return Role(str(said))
    except ValueError:
        raise ContractError("role", f"{str(said)[:100]!r} is not one of {', '.join(Role)}") from None


_OPEN = (
    "GET /healthz", "GET /sign-in", "POST /sign-in", "GET /sign-in/provider", "GET /sign-in/provider/back",
    "GET /runbook", "GET /api/v1/export/link", "GET /api/v1/feed/tasks.ics",
)  # fmt: skip
"""The gate opens these to anybody, signed in or not."""
_VIEWER = (
    "POST /sign-out", "GET /account", "POST /account", "GET /metrics",
    "GET /", "GET /api/fleet", "GET /api/data-quality", "GET /alarm-health", "GET /api/alarm-health",
    "GET /assets/{asset:path}", "GET /api/assets/{asset:path}", "GET /api/assets/{asset:path}/signals/{signal}",
    "GET /api/v1/live", "GET /api/v1/assets/{asset:path}/live",
    "GET /api/v1/ws/fleet", "GET /api/v1/ws/assets/{asset:path}",
    "GET /queue", "GET /api/queue", "POST /predict", "POST /predict/batch",
    "GET /incidents/{incident:path}", "GET /api/incidents", "GET /api/incidents/{incident:path}",
    "GET /api/faults", "GET /api/feedback", "GET /api/maintenance", "GET /api/failures",
    "GET /thresholds", "GET /thresholds/tune", "GET /thresholds/import", "GET /thresholds/import/apply",
    "GET /thresholds/{scope:path}/{signal}", "GET /thresholds/{scope:path}/{signal}/withdraw",
    "GET /thresholds/{scope:path}/{signal}/preview", "POST /thresholds/{scope:path}/{signal}/preview",
    "POST /thresholds/import",
    "GET /api/thresholds", "GET /api/thresholds/export", "GET /api/thresholds/{scope:path}/{signal}/history",
    "POST /api/thresholds/{scope:path}/{signal}/preview",
    "GET /trials/{trial}", "GET /api/trials/{trial}",
    "GET /simulator", "GET /simulator/{order}", "GET /api/simulator/status", "GET /api/simulator/modes",
    "GET /api/simulator/faults", "GET /api/simulator/faults/statistics",
    "GET /telemetry/latest", "GET /api/v1/telemetry/latest", "GET /api/v1/assets/{asset:path}/telemetry/latest",
    "GET /api/v1/assets/{asset:path}/telemetry", "GET /api/v1/assets/{asset:path}/trends",
    "GET /api/v1/assets/{asset:path}/health", "GET /equipment/{asset:path}/health",
    "GET /api/v1/assets/{asset:path}/risk",
    "GET /api/v1/episodes", "GET /api/v1/episodes/{episode:path}", "GET /api/v1/episodes/{episode:path}/context",
    "GET /api/v1/incidents", "GET /api/v1/incidents/{incident:path}", "GET /api/v1/incidents/{incident:path}/context",
    "GET /registry", "GET /registry/assets/{asset:path}", "GET /registry/import", "GET /registry/import/apply",
    "GET /api/v1/assets.csv", "GET /equipment", "GET /equipment/{asset:path}",
    "GET /api/v1/assets", "GET /api/v1/unknown-assets", "GET /api/v1/assets/{asset:path}/versions",
    "GET /api/v1/assets/{asset:path}", "GET /api/v1/assets/{asset:path}/dtcs",
    "GET /api/kpis", "GET /api/v1/kpis", "GET /api/v1/violations", "GET /api/v1/days", "GET /api/v1/days.csv",
    "POST /api/v1/score", "GET /api/v1/export", "POST /api/v1/export/links",
    "GET /api/v1/tasks", "GET /api/v1/tasks/{task}", "GET /maintenance/upcoming",
    "GET /api/v1/tasks.ics", "POST /api/v1/tasks.ics/links", "POST /tasks/calendar",
    "GET /tasks", "GET /tasks/{task}",
)  # fmt: skip
_OPERATOR = (
    "POST /telemetry", "POST /api/v1/telemetry", "POST /api/v1/incidents/{incident:path}/feedback",
    "POST /incidents/{incident:path}", "POST /api/incidents/{incident:path}/feedback",
    "POST /assets/{asset:path}",
    "GET /registry/new", "POST /registry", "POST /registry/import", "POST /registry/import/apply",
    "POST /api/v1/assets/import", "POST /equipment", "POST /registry/assets/{asset:path}",
    "POST /registry/assets/{asset:path}/retire",
    "POST /api/v1/assets", "PATCH /api/v1/assets/{asset:path}", "POST /api/v1/assets/{asset:path}/retire",
    "POST /maintenance/end", "POST /api/maintenance", "POST /api/maintenance/{asset:path}/{window}/end",
    "POST /maintenance", "POST /api/v1/tasks", "PATCH /api/v1/tasks/{task}", "POST /api/v1/tasks/{task}/close",
    "GET /tasks/new", "POST /tasks", "POST /tasks/{task}", "POST /tasks/{task}/state", "POST /tasks/{task}/close",
    "POST /failures", "POST /failures/withdraw", "POST /api/failures",
    "POST /api/failures/{asset:path}/{failure}/withdraw",
    "POST /thresholds/{scope:path}/{signal}/trial", "POST /trials", "POST /trials/silence",
    "POST /trials/{trial}/give-up", "POST /api/trials", "DELETE /api/trials/{trial}",
    "POST /simulator/start", "POST /simulator/stop", "POST /simulator/rate", "POST /simulator/inject",
    "POST /simulator/clear", "POST /simulator/clear-all",
    "POST /api/simulator/start", "POST /api/simulator/stop", "PATCH /api/simulator/rate", "POST /api/simulator/faults",
    "DELETE /api/simulator/faults", "DELETE /api/simulator/faults/{episode:path}",
)  # fmt: skip
_ADMIN = (
    "POST /thresholds", "POST /thresholds/import/apply", "POST /thresholds/{scope:path}/{signal}",
    "POST /thresholds/{scope:path}/{signal}/withdraw",
    "PUT /api/thresholds/{scope:path}/{signal}", "POST /api/thresholds/batch", "POST /api/thresholds/import",
    "POST /api/thresholds/{scope:path}/{signal}/revert",
    "GET /audit", "GET /api/audit", "GET /api/audit/verify",
    "GET /users", "POST /users", "GET /users/{name}", "POST /users/{name}",
    "GET /tokens", "POST /tokens", "POST /tokens/{program}/revoke",
    "GET /api/users", "POST /api/users", "PATCH /api/users/{name}",
    "GET /api/tokens", "POST /api/tokens", "POST /api/tokens/{program}/revoke",
)  # fmt: skip
NEEDED: Mapping[str, Role | None] = {
    **dict.fromkeys(_OPEN),
    **dict.fromkeys(_VIEWER, Role.VIEWER),
    **dict.fromkeys(_OPERATOR, Role.OPERATOR),
    **dict.fromkeys(_ADMIN, Role.ADMIN),
}
"""The least role of a route by its method and path; `None` for one that anybody may ask."""


def needed(method: str, path: str) -> Role | None:
    """The least role of a route; of one that was forgotten here, that which may do everything."""
    return NEEDED.get(f"{method} {path}", Role.ADMIN)
