"""All endpoints: the routers of the nouns."""

from admin.account import routes as account
from admin.alarm_health import routes as alarm_health
from admin.assets import routes as assets
from admin.audit import routes as audit
from admin.auth import routes as auth
from admin.data_quality import routes as data_quality
from admin.days import routes as days
from admin.exports import routes as exports
from admin.failures import routes as failures
from admin.faults import routes as faults
from admin.feedback import routes as feedback
from admin.fleet import routes as fleet
from admin.health import routes as health
from admin.incidents import routes as incidents
from admin.kpis import routes as kpis
from admin.live import routes as live
from admin.maintenance import routes as maintenance
from admin.metrics import routes as metrics
from admin.oidc import routes as oidc
from admin.prognosis import routes as prognosis
from admin.registry import routes as registry
from admin.runbook import routes as runbook
from admin.score import routes as score
from admin.simulator import routes as simulator
from admin.tasks import pages as task_pages
from admin.tasks import routes as tasks
from admin.telemetry import routes as telemetry
from admin.thresholds import routes as thresholds
from admin.tokens import routes as tokens
from admin.trials import routes as trials
from admin.trouble import routes as trouble
from admin.users import routes as users
from admin.violations import routes as violations

ROUTERS = (
    auth.router, health.router, metrics.router, live.router, fleet.router, assets.router, maintenance.router,
    failures.router, prognosis.router, trials.router, thresholds.router, faults.router, feedback.router,
    incidents.router, alarm_health.router, data_quality.router, simulator.router, runbook.router, audit.router,
    registry.router, users.router, tokens.router, account.router, oidc.router, telemetry.router,
    assets.v1, faults.v1, feedback.v1, incidents.v1, kpis.router, days.router, trouble.router, score.router,
    violations.router, exports.router, tasks.router, tasks.v1, task_pages.router,
    # After what else is said of an asset, whose id may hold slashes.
    registry.v1,
)  # fmt: skip
"""The app includes every one of them."""
