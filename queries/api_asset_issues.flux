// Data faults of one asset in the range: how often each happened to each signal.
// Columns: signal, issue, _value (count).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "data_quality" and r._field == "count" and r.asset == "$asset")
    |> filter(fn: (r) => exists r.signal and exists r.issue)
    |> group(columns: ["signal", "issue"])
    |> sum()
    |> group()
    |> keep(columns: ["signal", "issue", "_value"])
    |> sort(columns: ["_value"], desc: true)
