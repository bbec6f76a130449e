// When each of some assets last sent anything.
// Columns: _time, asset.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r._field == "run_state" and r.asset =~ /^${assets:regex}$/)
    |> last()
    |> keep(columns: ["_time", "asset"])
    |> group()
