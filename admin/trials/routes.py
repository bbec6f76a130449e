"""Trials: what a proposal would have done to stored history."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from admin.dependencies import TrialsOf
from admin.pages.rendering import page
from admin.trials import service
from admin.trials.forms import CalmForm, Proposal, SilenceForm, TrialForm
from admin.trials.service import Standing
from admin.trials.view import trial_view

router = APIRouter()


@router.post("/api/trials", status_code=202)
def begin(proposal: Proposal, trials: TrialsOf) -> Standing:
    """Try a proposal on stored history; 409 while another one is being tried. Nothing is written."""
    return service.begin(trials, proposal.order())


@router.get("/api/trials/{trial}")
def read(trial: str, trials: TrialsOf) -> Standing:
    """How far a trial is, and what it came to."""
    return service.one(trials, trial)


@router.delete("/api/trials/{trial}", status_code=204)
def give_up(trial: str, trials: TrialsOf) -> None:
    """End a trial and forget it."""
    service.give_up(trials, trial)


@router.get("/trials/{trial}", include_in_schema=False)
def show(request: Request, trial: str, trials: TrialsOf) -> Response:
    """The page of a trial, which loads itself anew while it is under way."""
    return page(request, "trials/trial.html", trial_view(service.one(trials, trial)))


@router.post("/trials/{trial}/give-up", include_in_schema=False)
def leave(trial: str, trials: TrialsOf) -> Response:
    """End a trial from its page."""
    service.give_up(trials, trial)
    return RedirectResponse("/thresholds", 303)


@router.post("/trials", include_in_schema=False)
def find_calmer(trials: TrialsOf, form: Annotated[CalmForm, Form()]) -> Response:
    """Look for policies of a class that keep its alarms within a budget."""
    begun = service.begin(trials, form.order())
    return RedirectResponse(quote(f"/trials/{begun.id}"), 303)


@router.post("/trials/silence", include_in_schema=False)
def try_silence(trials: TrialsOf, form: Annotated[SilenceForm, Form()]) -> Response:
    """Try hours of silence on what was told."""
    begun = service.begin(trials, form.order())
    return RedirectResponse(quote(f"/trials/{begun.id}"), 303)


# Before the routes of thresholds, whose scope would take in any longer path.
@router.post("/thresholds/{scope:path}/{signal}/trial", include_in_schema=False)
def try_policy(scope: str, signal: str, trials: TrialsOf, form: Annotated[TrialForm, Form()]) -> Response:
    """Try the policy that was typed into the form of a threshold."""
    begun = service.begin(trials, form.order(scope, signal))
    return RedirectResponse(quote(f"/trials/{begun.id}"), 303)
