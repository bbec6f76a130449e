// How many values of each signal the store has in each window: where it has more than the worker saw, points came late.
// Columns: _time (end of the window), _value (count), _field, asset, asset_class, site.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r._field != "run_state")
    |> aggregateWindow(every: v.windowPeriod, fn: count, createEmpty: false)
    |> keep(columns: ["_time", "_value", "_field", "asset", "asset_class", "site"])
