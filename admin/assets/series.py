"""One signal's course as columns that a client can plot as they are."""

from datetime import datetime

from pydantic import BaseModel

from admin.assets.span import Span
from admin.names import find_signal
from admin.readings import scores
from admin.readings.risk import Risk
from admin.readings.scores import Floats
from admin.records import moment
from admin.store import Store
from web.errors import not_found


class Series(BaseModel):
    """Columns of one length, a row a moment: values in `unit`, null for nothing; score 1 is the edge of normal."""

    asset: str
    signal: str
    unit: str
    start: datetime
    stop: datetime
    time: list[datetime]
    observed: list[float | None]
    expected: list[float | None]
    lower: list[float | None]
    upper: list[float | None]
    score: list[float | None]


def series(store: Store, judged: Risk | None, asset: str, signal: str, span: Span) -> Series:
    """A signal's course of an asset of that risk; a 404 `ApiError` where it has none, or there is no such signal."""
    if judged is None:
        raise not_found("asset", asset)
    band = scores.band(store, asset, signal, *span.edges)
    known = find_signal(judged.asset_class, signal)
    if not len(band.ns) and known is None:
        raise not_found("signal", signal)
    return Series(
        asset=asset,
        signal=signal,
        unit=known.unit if known else "",
        start=span.start,
        stop=span.stop,
        time=[moment(each) for each in band.ns.tolist()],
        observed=_values(band.observed),
        expected=_values(band.expected),
        lower=_values(band.lower),
        upper=_values(band.upper),
        score=_values(band.score),
    )


def _values(column: Floats) -> list[float | None]:
    # A value that is not equal to itself is NaN, which JSON cannot say.
    return [value if value == value else None for value in column.tolist()]
