// The health of one asset over time, the last of each window.
// Columns: _time, _value (0..100).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "condition" and r._field == "health" and r.asset == "$asset")
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false)
    |> keep(columns: ["_time", "_value"])
