"""`POST /api/v1/score`: what would be said of values, of one asset or of many."""

from typing import Annotated, Any

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict, Field

from admin.dependencies import PartsOf
from admin.score import service
from admin.score.service import Verdict
from admin.telemetry.service import homes
from admin.v1.route import V1Route

router = APIRouter(prefix="/api/v1", route_class=V1Route, tags=["telemetry"])
MOST = 1000


class Asked(BaseModel):
    """An asset, and values of some of its signals, in their units."""

    model_config = ConfigDict(extra="forbid")

    asset: Annotated[str, Field(min_length=1, max_length=2000)]
    values: Annotated[dict[str, Any], Field(max_length=200)]


Many = Annotated[
    Asked | Annotated[list[Asked], Field(min_length=1, max_length=MOST)],
    Body(openapi_examples={"one": {"value": {"asset": "PUMP-001", "values": {"vibration_mm_s": 6.5}}}}),
]


@router.post("/score")
def judge(parts: PartsOf, asked: Many) -> list[Verdict]:
    """What the worker would say of these values, if they lasted; signals that are not named stay as they are.

    Of an asset that is named twice the last values count. One that cannot be judged has an error, the others answers.
    """
    wanted = {each.asset: each.values for each in (asked if isinstance(asked, list) else [asked])}
    return service.judge(parts.store, homes(parts.ranking.get()), wanted)
