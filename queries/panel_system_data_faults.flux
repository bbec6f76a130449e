// Data faults and refused input in each window, by kind.
// Columns: _time, _value (count), issue.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "data_quality" and r._field == "count")
    |> group(columns: ["issue"])
    |> aggregateWindow(every: v.windowPeriod, fn: sum, createEmpty: false)
    |> keep(columns: ["_time", "_value", "issue"])
