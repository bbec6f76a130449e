// Data faults of the range: how often each happened to each signal, the most frequent of them.
// Columns: asset, signal, issue, _value (count).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "data_quality" and r._field == "count")
    |> group(columns: ["asset", "signal", "issue"])
    |> sum()
    |> group()
    |> sort(columns: ["_value"], desc: true)
    |> limit(n: int(v: "$most"))
