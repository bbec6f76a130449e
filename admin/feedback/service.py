"""Answers to incidents: which there are, and how one is given or taken back. Each leaves an audit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from admin.feedback import repository
from admin.feedback.forms import Said
from admin.incidents.incident import Incident
from admin.records import moment, text
from admin.store import Store
from analytics.policies.feedback import LONGEST_NAME, LONGEST_NOTE, Verdict, parse
from contract.checks import text as checked
from contract.errors import ContractError
from contract.measurements import Value

MOST = {"note": LONGEST_NOTE, "cause": LONGEST_NAME, "actor": LONGEST_NAME, "iso": LONGEST_NAME}
"""The most characters of fields, for the form."""
ISO_14224 = ("mechanism", "detection", "activity")


class Answer(BaseModel):
    """One answer to an incident; the newest holds, and one of `none` takes back what was said before."""

    incident: str
    asset: str
    time: datetime
    verdict: str
    cause: str
    until: str
    note: str
    mechanism: str
    detection: str
    activity: str
    actor: str


def answers(store: Store, incident: str = "", asset: str = "") -> list[Answer]:
    """All answers to an incident, of an asset, or all, the newest first."""
    found = [_answer(row) for row in repository.rows(store) if text(row, "incident") and text(row, "verdict")]
    wanted = [each for each in found if incident in ("", each.incident) and asset in ("", each.asset)]
    return sorted(wanted, key=lambda each: each.time, reverse=True)


def add(store: Store, incident: Incident, said: Said, teller: str) -> Answer:
    """Answer to an incident. Raises `ContractError` for what makes no sense."""
    verdict = said.verdict.strip()
    tags = {
        "asset": incident.asset,
        "asset_class": incident.asset_class,
        "site": incident.site,
        "incident": incident.id,
    }
    fields: dict[str, Value] = {
        "verdict": verdict,
        "cause": _name(said, "cause").replace(" ", "_"),
        "until": said.until.strip(),
        "note": checked("note", said.note, LONGEST_NOTE).strip(),
        **{name: _name(said, name) for name in ISO_14224},
        "moved": incident.moved if verdict == Verdict.TRUE else "",
        "instead_of": _instead_of(incident, said),
        "actor": _name(said, "actor") or teller,
    }
    parse({**tags, **fields, "_time": 0})
    _check(verdict, fields)
    before = next(iter(answers(store, incident.id)), None)
    told = repository.put(store, tags, fields, before.model_dump(mode="json") if before else None, teller)
    return _answer({**tags, **fields, "_time": told})


def _instead_of(incident: Incident, said: Said) -> str:
    """The cause that the incident has, where another one is said."""
    return incident.cause if said.cause.strip().replace(" ", "_") not in ("", incident.cause) else ""


def _check(verdict: str, fields: Mapping[str, Value]) -> None:
    """What belongs to one verdict only must not stand beside another, where it would do nothing."""
    if fields["cause"] and verdict not in (Verdict.TRUE, Verdict.MAINTENANCE):
        raise ContractError("cause", f"belongs to the verdicts true and maintenance, not to {verdict}")
    if fields["until"] and verdict != Verdict.SNOOZE:
        raise ContractError("until", f"belongs to the verdict snooze, not to {verdict}")


def _name(said: Said, field: str) -> str:
    return checked(field, getattr(said, field), LONGEST_NAME).strip()


def _answer(row: Mapping[str, Any]) -> Answer:
    known = dict(row)
    words = {name: text(known, name) for name in Answer.model_fields if name != "time"}
    return Answer(time=moment(int(row["_time"])), **words)
