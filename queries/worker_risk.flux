// The risk of some assets with its parts, as it was written; the worker restates it where points came late.
// Columns: _time, _value, _field, asset, asset_class.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r.asset =~ /^${assets:regex}$/)
    |> keep(columns: ["_time", "_value", "_field", "asset", "asset_class"])
