"""Regular expressions: RE2's, as Arrow has it."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fluxlite.influxql.language.errors import StatementError


def matches(texts: npt.NDArray[Any], pattern: str) -> npt.NDArray[np.bool_]:
    """Which texts a regular expression (RE2's) finds something in."""
    try:
        found = pc.match_substring_regex(pa.array(texts, pa.string()), pattern)
    except pa.ArrowInvalid as error:
        raise StatementError(f"error parsing regexp: {error}") from None
    return np.asarray(found.to_numpy(zero_copy_only=False), np.bool_)
