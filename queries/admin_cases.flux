// Cases with a row in the range, of each the newest value of every field, a value a row; also of a clock that is ahead, as
// what was sent must not be sent again until it has caught up.
// Columns: _time, _field (state, action, incident and so on), _value, asset, asset_class, site, case.
from(bucket: "config")
    |> range(start: v.timeRangeStart, stop: 2200-01-01T00:00:00Z)
    |> filter(fn: (r) => r._measurement == "case")
    |> last()
    |> drop(columns: ["_start", "_stop", "_measurement"])
