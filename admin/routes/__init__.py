"""All endpoints, one module a noun."""

from admin.routes import (
    assets,
    data_quality,
    faults,
    fleet,
    health,
    maintenance,
    metrics,
    runbook,
    session,
    simulator,
    thresholds,
)

ROUTERS = (
    session.router, health.router, metrics.router, fleet.router, assets.router, maintenance.router,
    thresholds.router, faults.router, data_quality.router, simulator.router,
    runbook.router,
)  # fmt: skip
"""The app includes every one of them."""
