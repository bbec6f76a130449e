"""Alarm health, for programs and as a page."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from admin.alarm_health.service import DAYS, MOST_DAYS, AlarmHealth, alarm_health
from admin.dependencies import StoreOf
from admin.pages.rendering import page
from admin.thresholds.forms import TRIAL_DAYS
from contract.catalogue import CLASSES

router = APIRouter()

Days = Annotated[int, Query(ge=1, le=MOST_DAYS)]
CHOICES = {1: "1 day", 7: "7 days", 30: "30 days"}


@router.get("/api/alarm-health")
def read(store: StoreOf, days: Days = DAYS) -> AlarmHealth:
    """How much people were told within the last days beside its targets (ISA-18.2, EEMUA 191), and what rang most."""
    return alarm_health(store, days)


@router.get("/alarm-health", include_in_schema=False)
def show(request: Request, store: StoreOf, days: Days = DAYS) -> Response:
    """The page of alarm health."""
    found = alarm_health(store, days)
    # What rings most is what a person would calm first.
    loud = [actor.asset_class for actor in found.worst if actor.asset_class in CLASSES]
    more = {"classes": list(dict.fromkeys([*loud, *CLASSES])), "trial_days": TRIAL_DAYS}
    return page(request, "alarm_health/alarm_health.html", {"found": found, "choices": CHOICES, **more})
