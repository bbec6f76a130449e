// How old the newest sample was that the worker had judged, and how much it had still to read: the worst of each window.
// Columns: _time, _value (seconds), figure (lag or behind).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "worker" and exists r.component and (r._field == "lag_s" or r._field == "behind_s"))
    |> aggregateWindow(every: v.windowPeriod, fn: max, createEmpty: false)
    |> map(fn: (r) => ({_time: r._time, _value: r._value, figure: if r._field == "lag_s" then "lag" else "behind"}))
    |> group(columns: ["figure"])
