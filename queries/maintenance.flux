// Every row of maintenance ever told, one value a row; a row that amends an earlier one stands in its place.
// Not pivoted: one point without a tag, or with a field of another type, would fail all the others with it.
// Columns: _time (when it was told), _field (from and until in RFC 3339, what, actor, signals with commas, relearn,
// amends with the time of another row in nanoseconds, cancelled), _value, asset.
from(bucket: "config")
    |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "maintenance")
    |> drop(columns: ["_start", "_stop", "_measurement"])
