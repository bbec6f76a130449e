// The worst level of some assets in each window in which that was a warning or worse; learning leaves out what is near.
// Columns: _time (end of the window), _value (2 or more), _field, asset, asset_class, site.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r._field == "level" and r.asset_class == "$asset_class" and r.asset =~ /^${assets:regex}$/)
    |> aggregateWindow(every: v.windowPeriod, fn: max, createEmpty: false)
    |> filter(fn: (r) => r._value >= 2)
    |> keep(columns: ["_time", "_value", "_field", "asset", "asset_class", "site"])
