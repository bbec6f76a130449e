"""The outbox of cases: what is told to the system that people work by, and which admin tells it."""

from contract.measurements import ACTOR, COMMON_TAGS, Field, Measurement

CASE = Measurement(
    bucket="config",
    name="case",
    says="A case for the system that people work by. Rows are only ever added, and the newest value of each field"
    " holds: the first row has all that is told, later ones what has changed.",
    tags=(*COMMON_TAGS, "case"),
    fields={
        "state": Field(str, "waiting, sending (its outcome is not known yet), sent, dead, dropped or closed"),
        "action": Field(str, "what is told: open, or close"),
        "incident": Field(str, "the incident that it is of; empty where a person or a program made it"),
        "severity": Field(str, "that of the incident as it was made: advisory, warning or critical"),
        "priority": Field(str, "low, medium or high"),
        "subject": Field(str, "what is wrong, in a line"),
        "description": Field(str, "what is known of it, in a few"),
        "url": Field(str, "the page of the incident; empty where FOREWARN_ADMIN_URL is not set"),
        "probability": Field(float, "that the asset fails within 30 days, 0 to 1; left out where nothing is foretold"),
        "rul_days": Field(float, "days until it fails, the middle of the range; left out likewise"),
        "created": Field(int, "when it was made, nanoseconds since 1970"),
        "since": Field(int, "when it was first tried, or tried anew by a person, likewise"),
        "attempts": Field(int, "how often it was tried since then"),
        "due": Field(int, "when it is tried next, likewise"),
        "receiver": Field(str, "whom it was sent to: webhook, atlas or salesforce"),
        "external": Field(str, "what the receiver calls it"),
        "work_order": Field(str, "what the receiver calls the work that came of it"),
        "status": Field(str, "what the receiver says of it, in its own word"),
        "status_at": Field(int, "when it said so, nanoseconds since 1970"),
        "reason": Field(str, "why it is not sent, dead, dropped or closed"),
        "actor": ACTOR,
    },
)
CASE_LEASE = Measurement(
    bucket="config",
    name="case_lease",
    says="Which admin sends cases: one point, at time 0, written over again and again.",
    tags=(),
    fields={
        "holder": Field(str, "the admin, by host and port"),
        "until": Field(int, "when it ends, where it is not renewed, nanoseconds since 1970"),
    },
)
