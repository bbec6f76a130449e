// One signal of one asset inside its expected band.
// Columns: _time, _value (the signal's unit; for score: 0 as expected, 1 edge of normal), _field (observed, expected,
// lower, upper, score).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "score" and r._field != "revised" and r.asset == "$asset" and r.signal == "$signal")
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false)
    |> keep(columns: ["_time", "_value", "_field"])
