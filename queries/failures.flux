// Every failure that was told of, one value a row. Not pivoted: one point without a tag, or with a field of another type,
// would fail all the others with it.
// Columns: _time (when it failed), _field (what, mode, actor, withdrawn), _value, asset, asset_class, site.
from(bucket: "config")
    |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "failure")
    |> drop(columns: ["_start", "_stop", "_measurement"])
