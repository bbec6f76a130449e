// One fault episode: its points in the range, a value a row.
// Columns: _time, _field, _value, asset, asset_class, site, code, severity, episode.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault" and r.episode == "$episode")
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> drop(columns: ["_start", "_stop", "_measurement"])
