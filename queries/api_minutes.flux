// The newest minutes of one asset in the range, the mean of each signal, as the worker read it, so many at most.
// Columns: _time, _value, _field (the signal), asset_class, site.
from(bucket: "rollup")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry_1m" and r._field == "mean" and r.asset == "$asset")
    |> filter(fn: (r) => exists r.asset_class and r.signal =~ /^${named:raw}$/)
    |> sort(columns: ["_time"], desc: true)
    |> limit(n: int(v: "$most"))
    |> drop(columns: ["_start", "_stop", "_measurement", "_field", "asset"])
    |> rename(columns: {signal: "_field"})
