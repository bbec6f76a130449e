"""All measurements of the contract, in the order of its page."""

from contract import access as a
from contract import fleet_days as f
from contract import hindsight as h
from contract import incidents as i
from contract import measurements as m
from contract import registry as r
from contract import tasks as k
from contract import trouble as t

MEASUREMENTS = (
    m.TELEMETRY, t.TROUBLE_CODE, m.TRUTH, m.SCORE, m.RISK, m.FAULT, i.INCIDENT, m.DIAGNOSIS, m.PROGNOSIS, m.CONDITION,
    h.FORETOLD, h.OUTCOME, m.PRESENCE, m.LIMIT, m.LEARNED, m.DATA_QUALITY, m.NOTIFICATION, m.WORKER,
    m.TELEMETRY_1M, m.TELEMETRY_1D, f.FLEET_DAY, m.THRESHOLD, r.ASSET, m.MAINTENANCE, k.TASK, k.TASK_QUEUE,
    m.FAILURE, i.FEEDBACK, a.USER, a.API_TOKEN, a.REQUEST, m.AUDIT, m.CHECKPOINT,
)  # fmt: skip
