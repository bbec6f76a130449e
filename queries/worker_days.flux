// What there is to learn from: one value of each day, to see how far back which assets and signals go.
// Columns: _time (end of the window), _value, _field, asset, asset_class, site.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r.asset_class == "$asset_class")
    |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false)
    |> keep(columns: ["_time", "_value", "_field", "asset", "asset_class", "site"])
