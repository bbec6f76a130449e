// How probable it was that one asset fails soon, as it was said over time: the last of each window.
// Columns: _time, _value (0..1), name (within 7 days, within 30 days).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "prognosis" and r._field =~ /^p_fail_/)
    |> filter(fn: (r) => r.asset == "$asset" and exists r.asset_class and exists r.site)
    |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false)
    |> map(fn: (r) => ({r with name: if r._field == "p_fail_7d" then "within 7 days" else "within 30 days"}))
    |> group(columns: ["name"])
    |> keep(columns: ["_time", "_value", "name"])
