"""A proposal that is tried: begun, looked at, given up."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from admin.records import moment
from admin.trials.repository import Trial, Trials
from analytics.backtest.trial_report import Report
from analytics.worker.trial import Order
from contract.errors import ContractError
from contract.time import DAY
from web.errors import ApiError, conflict, not_found

LONGEST_DAYS = 90
"""Days that one trial may look at: more would not fit into memory where the fleet is large."""


class Standing(BaseModel):
    """How a trial stands: how much of it is done (0 to 1), and once it is, its report, or why there is none."""

    id: str
    state: Literal["running", "done", "failed"]
    progress: float
    scope: str
    signal: str
    budget: float | None
    silences: list[str] = []
    """What is silenced, and when, in words."""
    start: datetime
    stop: datetime
    message: str = ""
    report: Report | None = None


def begin(trials: Trials, order: Order) -> Standing:
    """Try a proposal. Raises a 409 `ApiError` where another trial is under way, and `ContractError`."""
    _check(order)
    try:
        found = trials.begin(order)
    except OSError as error:
        raise ApiError(503, "no_process", f"No process for a trial can be had: {error.strerror}.") from error
    if found is None:
        raise conflict("Another trial is under way; wait for it, or give it up.")
    return _standing(found)


def one(trials: Trials, name: str) -> Standing:
    """How a trial stands. Raises a 404 `ApiError`."""
    found = trials.find(name)
    if found is None:
        raise not_found("trial", name)
    return _standing(found)


def give_up(trials: Trials, name: str) -> None:
    """End and forget a trial. Raises a 404 `ApiError`."""
    if not trials.cancel(name):
        raise not_found("trial", name)


def _check(order: Order) -> None:
    if order.start >= order.stop:
        raise ContractError("stop", "must be later than start")
    if order.stop - order.start > LONGEST_DAYS * DAY:
        raise ContractError("start", f"is more than {LONGEST_DAYS} days before stop")
    if order.budget is not None and (order.signal or order.works):
        raise ContractError("budget", "where one is given, what to change is found, and not proposed")
    if order.silences and order.judges:
        raise ContractError("silences", "are tried by themselves, as nothing is judged anew for them")
    if not (order.signal or order.works or order.silences) and order.budget is None:
        raise ContractError("signal", "nothing is proposed: name a signal, work on an asset, a budget, or a silence")
    for work in order.works:
        if work.begin >= work.end:
            raise ContractError("works", f"work on {work.asset[:100]!r} ends before it begins")


def _standing(trial: Trial) -> Standing:
    state: Literal["running", "done", "failed"] = "running" if trial.child else "done" if trial.report else "failed"
    order = trial.order
    return Standing(
        id=trial.id,
        state=state,
        progress=trial.part,
        scope=order.scope,
        signal=order.signal,
        budget=order.budget,
        silences=[one.words() for one in order.silences],
        start=moment(order.start),
        stop=moment(order.stop),
        message=trial.failure,
        report=trial.report,
    )
