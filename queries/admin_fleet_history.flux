// Risk of some assets over time, the highest of each window.
// Columns: _time, _value (risk, 0..100), asset.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r._field == "risk" and r.asset =~ /^${assets:regex}$/)
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> aggregateWindow(every: v.windowPeriod, fn: max, createEmpty: false)
    |> keep(columns: ["_time", "_value", "asset"])
