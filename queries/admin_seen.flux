// When each of some assets last sent anything, whatever it was.
// Columns: _time, asset.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r.asset =~ /^${assets:regex}$/ and exists r.asset_class)
    |> last()
    |> keep(columns: ["_time", "asset"])
    |> group(columns: ["asset"])
    |> max(column: "_time")
    |> group()
