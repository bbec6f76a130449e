// Every answer to an incident, one value a row; the newest of each incident holds. Not pivoted: one point without a tag, or
// with a field of another type, would fail all the others with it.
// Columns: _time (when it was told), _field (verdict, cause, until, note, mechanism, detection, activity, moved, instead_of,
// actor), _value, asset, asset_class, site, incident.
from(bucket: "config")
    |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "feedback")
    |> drop(columns: ["_start", "_stop", "_measurement"])
