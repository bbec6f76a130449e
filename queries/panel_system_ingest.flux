// Values that came in and were counted into the minutes of the rollup, per second, by class.
// Columns: _time, _value (values per second), asset_class.
window = int(v: v.windowPeriod) / 1000000000

// A minute is counted once, however short the window.
span = if window < 60 then 60.0 else float(v: window)

from(bucket: "rollup")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry_1m" and r._field == "count")
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> group(columns: ["asset_class"])
    |> aggregateWindow(every: v.windowPeriod, fn: sum, createEmpty: false)
    |> map(fn: (r) => ({_time: r._time, asset_class: r.asset_class, _value: float(v: r._value) / span}))
