"""`/predict`: what lies ahead of an asset, with the grounds, for programs; of one or of many at once."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from admin.fleet.service import Place
from admin.prognosis import repository
from admin.prognosis.outlook import Checkup, Prognosis
from admin.prognosis.service import of_asset
from admin.prognosis.words import Ahead, whole
from admin.readings.home import home
from admin.readings.presence import Presence
from admin.readings.risk import Risk
from admin.store import Store
from web.errors import ErrorDetail, not_found

MOST = 1000
"""Assets in a batch at most."""

Name = Annotated[str, Field(min_length=1, max_length=2000)]
Home = Presence | Place | Risk | Prognosis | Checkup
"""Whatever knows an asset's class and site."""


class Asked(BaseModel):
    """One asset."""

    model_config = ConfigDict(extra="forbid", strict=True)

    asset: Name


class AskedMany(BaseModel):
    """Some assets, each by itself."""

    model_config = ConfigDict(extra="forbid", strict=True)

    assets: Annotated[list[Name], Field(min_length=1, max_length=MOST)]


class Prediction(BaseModel):
    """What was said last of an asset: `when` is the range from now on in words, `due` the low end of it.

    `age_s` is how old the prognosis is. It and the condition are null where nothing was said of them within a week.
    """

    asset: str
    asset_class: str
    site: str
    when: str
    due: datetime | None
    age_s: float | None
    prognosis: Prognosis | None
    condition: Checkup | None


class Answer(BaseModel):
    """One asset of a batch: its prediction, or why there is none."""

    asset: str
    prediction: Prediction | None = None
    error: ErrorDetail | None = None


def one(store: Store, asset: str) -> Prediction:
    """What lies ahead of an asset; a 404 `ApiError` where there is none of that name."""
    known, found = of_asset(store, asset)
    place = known or found or home(store, asset)
    if place is None:
        raise not_found("asset", asset)
    return _prediction(asset, place, known, found)


def many(store: Store, assets: Sequence[str], homes: Mapping[str, Home]) -> list[Answer]:
    """The same of each of some assets, in their order; `homes` are of those that send or were judged."""
    when, how = repository.known(store, assets)
    return [_answer(asset, homes.get(asset), when.get(asset), how.get(asset)) for asset in assets]


def _answer(asset: str, place: Home | None, known: Prognosis | None, found: Checkup | None) -> Answer:
    place = known or found or place
    if place is None:
        return Answer(asset=asset, error=not_found("asset", asset).body.error)
    return Answer(asset=asset, prediction=_prediction(asset, place, known, found))


def _prediction(asset: str, place: Home, known: Prognosis | None, found: Checkup | None) -> Prediction:
    now = datetime.now(UTC)
    return Prediction(
        asset=asset,
        asset_class=place.asset_class,
        site=place.site,
        when=whole(Ahead.of(known, now)),
        due=known.due if known else None,
        age_s=(now - known.time).total_seconds() if known else None,
        prognosis=known,
        condition=found,
    )
