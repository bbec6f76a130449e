// One raw signal of one asset, the mean of each window.
// Columns: _time, _value (the signal's unit), asset, _field.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r.asset == "$asset" and r._field == "$signal")
    |> aggregateWindow(every: v.windowPeriod, fn: mean, createEmpty: false)
    |> keep(columns: ["_time", "_value", "asset", "_field"])
