"""The kinds that expressions give for one measurement, known before anything is read."""

from fluxlite.influxql.language.ast import Call, Name
from fluxlite.influxql.measurement import Measurement
from fluxlite.seam import Kind

_KINDS = {
    **dict.fromkeys(("count", "elapsed"), Kind.LONG),
    **dict.fromkeys(
        ("mean", "median", "stddev", "derivative", "non_negative_derivative", "moving_average"), Kind.DOUBLE
    ),
}
"""Functions that always give one kind; the others give that of their field."""


def kind_of(one: Name | Call, measurement: Measurement) -> Kind | None:
    """The kind of a field, a tag or a function; None where the measurement has no such field."""
    if isinstance(one, Call):
        return result_kind(one, measurement)
    if one.cast != "tag" and one.text in measurement.fields:
        return measurement.kinds[one.text]
    return Kind.STRING if one.text in measurement.tag_keys else None


def result_kind(call: Call, measurement: Measurement) -> Kind | None:
    """The kind of a function's values."""
    inner = call.arguments[0] if call.arguments else None
    if not isinstance(inner, Name | Call):
        return None
    found = kind_of(inner, measurement)
    return found and _KINDS.get(call.name, found)
