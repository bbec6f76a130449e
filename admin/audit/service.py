"""The audit for people and programs: its entries, the newest first, and whether it is sound."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from admin.audit import repository
from admin.audit.notary import Notary, Report, sentence
from admin.chain.entry import Entry
from admin.pages.forms import MOMENT_OR_NONE
from admin.records import moment
from admin.store import Store
from contract.errors import ContractError

Word = Annotated[str, Field(max_length=200)]


class Chosen(BaseModel):
    """Which entries are wanted; what is empty chooses all. Times are RFC 3339, in UTC where they name no zone."""

    action: Word = ""
    actor: Word = ""
    target: Word = ""
    since: Word = Field("", json_schema_extra=MOMENT_OR_NONE)
    until: Word = Field("", json_schema_extra=MOMENT_OR_NONE)


ChosenOf = Annotated[Chosen, Query()]


class Told(BaseModel):
    """One entry; `before` and `after` are JSON, "" for nothing. One from before the chain has no `chain`."""

    at: datetime
    action: str
    actor: str
    target: str
    before: str
    after: str
    why: str
    chain: str
    sequence: int
    hash: str


class Page(BaseModel):
    """Entries, the newest first, out of `total` that were chosen; `actions` are all that there are."""

    total: int
    offset: int
    entries: list[Told]
    actions: list[str]


class Soundness(BaseModel):
    """Whether the audit is as it was written; `broken` names the first entry that is not, "" for none.

    `key` is the public key of checkpoints, hexadecimal, and "" where none are made.
    """

    sound: bool
    broken: str
    entries: int
    before_the_chain: int
    chains: dict[str, int]
    checkpoints: int
    last_checkpoint: datetime | None
    exported: list[str]
    failed: list[str]
    key: str


def entries(store: Store, chosen: Chosen, offset: int, limit: int) -> Page:
    """A page of the entries that are chosen. Raises `ContractError` for a time that is none, and `GatewayError`."""
    since, until = _moment("since", chosen.since), _moment("until", chosen.until)
    found = repository.entries(store)
    wanted = [entry for entry in found if _fits(entry, chosen, since, until)]
    wanted.sort(key=lambda entry: entry.time, reverse=True)
    shown = [_told(entry) for entry in wanted[offset : offset + limit]]
    return Page(total=len(wanted), offset=offset, entries=shown, actions=_actions(found))


def soundness(report: Report, notary: Notary) -> Soundness:
    """A report of the notary, in words."""
    verdict, last = report.verdict, report.last
    return Soundness(
        sound=verdict.broken is None,
        broken=sentence(verdict.broken) if verdict.broken else "",
        entries=verdict.entries,
        before_the_chain=verdict.before,
        chains={name: head.size for name, head in verdict.heads.items()},
        checkpoints=verdict.checkpoints,
        last_checkpoint=last.made if last else None,
        exported=list(last.exported) if last else [],
        failed=list(last.failed) if last else [],
        key=notary.signer.public if notary.signer else "",
    )


def _fits(entry: Entry, chosen: Chosen, since: datetime | None, until: datetime | None) -> bool:
    at = moment(entry.time)
    said = chosen.action in ("", entry.action) and chosen.actor in ("", entry.actor)
    named = chosen.target.casefold() in entry.target.casefold()
    return said and named and (since is None or at >= since) and (until is None or at <= until)


def _moment(field: str, said: str) -> datetime | None:
    if not said:
        return None
    try:
        # A browser's field for date and time names no zone.
        return datetime.fromisoformat(said if _has_zone(said) else f"{said}Z")
    except ValueError:
        raise ContractError(field, f"{said!r} is not a moment such as 2026-11-21T08:00:00Z") from None


def _has_zone(said: str) -> bool:
    return datetime.fromisoformat(said).tzinfo is not None


def _actions(found: Sequence[Entry]) -> list[str]:
    return sorted({entry.action for entry in found})


def _told(entry: Entry) -> Told:
    words = {name: getattr(entry, name) for name in Told.model_fields if name != "at"}
    return Told(at=moment(entry.time), **words)
