// History thinned out for learning: the last moment of each window, so that values that belong together stay together.
// Columns: _time (end of the window), _value, _field, asset, asset_class, site.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r.asset_class == "$asset_class" and r.asset =~ /^${assets:regex}$/)
    |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false)
    |> keep(columns: ["_time", "_value", "_field", "asset", "asset_class", "site"])
