"""The page of an incident: what it is, how it went, and the form to answer to it."""

from collections.abc import Sequence
from typing import Any

from admin.failures.service import modes
from admin.feedback.forms import AnswerForm
from admin.feedback.service import MOST, Answer
from admin.incidents.service import Report
from analytics.policies.feedback import Verdict
from web.errors import ApiError

VERDICTS = {
    Verdict.TRUE: "Something was wrong",
    Verdict.FALSE: "Nothing was wrong",
    Verdict.EXPECTED: "It was expected",
    Verdict.MAINTENANCE: "It has been mended",
    Verdict.SNOOZE: "Not now: be quiet until a time, or until it is over",
    Verdict.NONE: "Take back what was said",
}


def incident_view(
    report: Report, answers: Sequence[Answer], form: AnswerForm, problem: ApiError | None
) -> dict[str, Any]:
    """What `incident.html` shows; `problem` is what is wrong with the form."""
    return {
        "report": report,
        "answers": answers,
        "form": form,
        "problem": problem,
        "most": MOST,
        "verdicts": VERDICTS,
        "modes": modes(report.incident.asset_class),
    }
