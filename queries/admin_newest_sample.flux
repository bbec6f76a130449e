// The newest sample of all.
// Columns: _time, asset.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r._field == "run_state" and exists r.asset)
    |> last()
    |> keep(columns: ["_time", "asset"])
    |> group()
    |> sort(columns: ["_time"], desc: true)
    |> limit(n: 1)
