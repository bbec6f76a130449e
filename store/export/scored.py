"""The two columns beside a signal that say how far off it was, and whether that is an alert."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from contract.catalogue import CLASSES
from contract.levels import BAND_SIGMAS, SCORE_EDGES, WARNING
from contract.measurements import SCORE
from store.annotated_csv import Block
from store.export.cells import Cells, Numbering, Rows, cells

Floats = npt.NDArray[np.float64]

FIELDS = ("observed", "expected", "lower", "upper", "score")
"""What is read of a score."""
ALERT = SCORE_EDGES[WARNING - 1]
"""The least score of an alert: the edge of the normal band."""
_VALUES = pa.schema([(name, pa.float64()) for name in FIELDS])


def z_score_of(signal: str) -> str:
    """The column of a signal's z-scores."""
    return f"{signal}_zscore"


def alert_of(signal: str) -> str:
    """The column that says whether a signal is outside of what is normal."""
    return f"{signal}_alert"


def scored(blocks: Iterable[Block], whose: Numbering, schema: pa.Schema) -> Iterator[Cells]:
    """The z-scores and the alerts of scores, as cells of the assets that `whose` numbers; others have no row."""
    own = Numbering()
    found = list(cells(blocks, SCORE.tags, own, _VALUES))
    rows = Rows.of(found, own)
    observed, expected, lower, upper, score = _dense(rows, found)
    # Where a band is cut off, as the quantity cannot be beyond, its other side has the whole width.
    half = np.fmax(upper - expected, expected - lower)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (observed - expected) / half * rows.of_names([edge(name[1], name[-1]) for name in rows.names])
    time, who = rows.times[rows.moment], rows.of_names([whose.known.get(name[:-1], -1) for name in rows.names])
    for values, column in ((z, z_score_of), (score, alert_of)):
        places = [schema.get_field_index(column(name[-1])) for name in rows.names]
        place = rows.of_names(places)
        kept = np.flatnonzero(np.isfinite(values) & (place >= 0) & (who >= 0))
        told = pa.array(values[kept] if column is z_score_of else values[kept] >= ALERT)
        yield Cells(time[kept], who[kept], place[kept], told)


def edge(asset_class: str, signal: str) -> float:
    """The z-score at which a signal leaves its band: robust standard deviations, by the class's own sensitivity."""
    known = CLASSES[asset_class].signals.get(signal) if asset_class in CLASSES else None
    return BAND_SIGMAS / known.sensitivity if known else BAND_SIGMAS


def _dense(rows: Rows, found: Sequence[Cells]) -> Floats:
    values = np.full((len(FIELDS), len(rows)), np.nan)
    for each in found:
        values[each.column, rows.find(each.time, each.who)] = each.values.to_numpy(zero_copy_only=False)
    return values
