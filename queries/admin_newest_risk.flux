// The five assets that were judged last.
// Columns: _time, asset.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r._field == "risk" and exists r.asset)
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> last()
    |> keep(columns: ["_time", "asset"])
    |> group()
    |> sort(columns: ["_time"], desc: true)
    |> limit(n: 5)
