"""What the store knows of a span: failures that a simulator or a person told of, and what people said of incidents."""

from collections.abc import Iterator

from analytics.backtest.known import Known
from analytics.backtest.labels import Failure
from analytics.policies.feedback import Answers, Verdict
from analytics.worker.answer_watch import AnswerWatch
from analytics.worker.ends import Ends
from contract.incidents import INCIDENT
from store import queries
from store.gateway import Gateway
from store.rows import whole

DISMISSED = frozenset({Verdict.FALSE, Verdict.EXPECTED})
_NOBODY = Answers()


def known(gateway: Gateway, assets: frozenset[str], start: int, stop: int) -> Known:
    """What is known of some assets from `start` to before `stop` (ns). Raises `GatewayError`."""
    answered = list(_answered(gateway, assets, start, stop))
    confirmed = [incident for verdict, incident in answered if verdict is Verdict.TRUE]
    dismissed = [incident for verdict, incident in answered if verdict in DISMISSED]
    failures = [*_failures(gateway, assets, start, stop), *confirmed]
    return Known(sorted(failures, key=lambda one: (one.start, one.asset)), dismissed)


def _failures(gateway: Gateway, assets: frozenset[str], start: int, stop: int) -> Iterator[Failure]:
    ends = Ends(gateway)
    ends.look(stop)
    for asset in sorted(assets):
        for end in ends.of(asset):
            if end.failed and not end.withdrawn and start <= end.time < stop:
                yield Failure(asset, end.time, end.time, end.mode)


def _answered(gateway: Gateway, assets: frozenset[str], start: int, stop: int) -> Iterator[tuple[Verdict, Failure]]:
    """The incidents of a span that were answered, as spans of their assets."""
    answers = (AnswerWatch(gateway).changed() or _NOBODY).by_incident
    rows = whole(gateway.blocks(queries.render("admin_incidents", start=start, stop=stop)), *INCIDENT.tags)
    for row in {row.get("incident"): row for row in rows}.values():
        answer, opened = answers.get(str(row.get("incident"))), row.get("opened")
        if answer is None or answer.asset not in assets or not isinstance(opened, int):
            continue
        ended = row.get("ended")
        yield answer.verdict, Failure(answer.asset, opened, ended if isinstance(ended, int) else stop, answer.cause)
