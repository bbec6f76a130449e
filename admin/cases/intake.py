"""Which incidents become cases, and what is told of them."""

from collections.abc import Iterable
from urllib.parse import quote

from admin.cases.case import PRIORITIES, Case, id_of
from admin.incidents.incident import Incident
from admin.names import class_label, in_words, plain
from admin.pages.filters import utc
from admin.prognosis.outlook import Prognosis
from analytics.policies.feedback import Verdict
from contract.levels import SEVERITIES

LONGEST_SUBJECT = 200
"""Characters: what every receiver takes."""
LONGEST_DESCRIPTION = 4000
_RANKS = {severity: rank for rank, severity in enumerate(SEVERITIES.values())}
"""From the least severe on."""
BY = "forewarn"
"""Who makes the cases of incidents."""


def is_wanted(incident: Incident, least: str) -> bool:
    """Whether an incident is to be a case: open, of that severity or a worse one, and nobody said it was nothing."""
    is_severe = _RANKS.get(incident.severity, 0) >= _RANKS[least]
    return incident.is_open and is_severe and not is_false(incident)


def is_false(incident: Incident) -> bool:
    """Whether people answered that nothing was wrong."""
    return incident.answer == Verdict.FALSE


def case_of(incident: Incident, known: Prognosis | None, admin_url: str, now: int) -> Case:
    """The case of an incident, made now (ns since 1970); `known` is what is foretold of its asset."""
    case = id_of(incident.id)
    url = f"{admin_url.rstrip('/')}{quote(f'/incidents/{incident.id}')}" if admin_url else ""
    lines = [*_lines(incident), *_outlook(known), *([url] if url else []), f"Forewarn case {case}"]
    return Case(
        id=case,
        asset=incident.asset,
        asset_class=incident.asset_class,
        site=incident.site,
        incident=incident.id,
        severity=incident.severity,
        priority=priority_of(incident.severity),
        subject=subject(incident.asset, in_words(incident.description, incident.asset_class)),
        description=described(lines),
        url=url,
        probability=known.p_fail_30d if known else None,
        rul_days=known.rul_h / 24 if known and known.rul_h is not None else None,
        created=now,
        since=now,
        due=now,
        actor=BY,
    )


def priority_of(severity: str) -> str:
    """The priority that a severity has as a case."""
    return PRIORITIES[min(_RANKS.get(severity, 0), len(PRIORITIES) - 1)]


def subject(asset: str, what: str) -> str:
    """The line that a case is told in."""
    return " ".join(f"{asset}: {what}".split())[:LONGEST_SUBJECT]


def described(lines: Iterable[str]) -> str:
    """Lines as a description whose last line, by which it is found again, is never cut off."""
    *said, last = lines
    return "\n".join([*said, ""])[: LONGEST_DESCRIPTION - len(last)] + last


def _lines(incident: Incident) -> list[str]:
    where = f", {incident.site}" if incident.site else ""
    lines = [
        in_words(incident.description, incident.asset_class),
        f"{incident.severity.capitalize()} since {utc(incident.opened)}, code {incident.code or 'unknown'}.",
        f"{incident.asset} ({class_label(incident.asset_class)}{where})",
    ]
    if incident.cause:
        sure = f" ({100 * incident.confidence:.0f} %)" if incident.confidence is not None else ""
        lines.append(f"It looks like {plain(incident.cause)}{sure}.")
    return [*lines, f"What to do: {incident.recommendation}"] if incident.recommendation else lines


def _outlook(known: Prognosis | None) -> list[str]:
    lines = []
    if known and known.p_fail_30d is not None:
        lines.append(f"Probability of a failure within 30 days: {100 * known.p_fail_30d:.0f} %")
    if known and known.rul_h is not None:
        lines.append(f"Days until it fails, the middle of the range: {known.rul_h / 24:.1f}")
    return lines
