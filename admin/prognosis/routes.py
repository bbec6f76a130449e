"""When assets will fail: asked for by programs, and as a queue of what is to be looked after first."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from admin.dependencies import PartsOf, StoreOf
from admin.fleet.service import Ranking
from admin.pages.rendering import page
from admin.prognosis import predict
from admin.prognosis.predict import Answer, Asked, AskedMany, Prediction
from admin.prognosis.queue import Queue, queue
from admin.prognosis.view import PAGE, queue_view

router = APIRouter()

Offset = Annotated[int, Query(ge=0, le=10_000_000)]


@router.post("/predict")
def one(asked: Asked, store: StoreOf) -> Prediction:
    """When an asset will fail, and how it is, with the grounds of both. 404 for an unknown asset."""
    return predict.one(store, asked.asset)


@router.post("/predict/batch")
def many(asked: AskedMany, parts: PartsOf) -> list[Answer]:
    """The same of up to 1,000 assets, in their order; an unknown one has an error, and the others answers."""
    return predict.many(parts.store, asked.assets, _homes(parts.ranking.get()))


@router.get("/api/queue")
def read(parts: PartsOf, offset: Offset = 0, limit: Annotated[int, Query(ge=1, le=1000)] = 200) -> Queue:
    """What is to be looked after, due first: assets with a date, or likely to fail within 30 days (1 % and more)."""
    return queue(parts.store, parts.ranking.get(), parts.outlooks.get(), offset, limit)


@router.get("/queue", include_in_schema=False)
def show(request: Request, parts: PartsOf, offset: Offset = 0) -> Response:
    """The queue of maintenance."""
    found = queue(parts.store, parts.ranking.get(), parts.outlooks.get(), offset, PAGE)
    return page(request, "prognosis/queue.html", queue_view(found))


def _homes(found: Ranking) -> dict[str, predict.Home]:
    learning: dict[str, predict.Home] = {each.asset: each for each in found.learning}
    return learning | {each.asset: each for each in found.places}
