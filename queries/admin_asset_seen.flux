// When one asset last sent anything.
// Columns: _time, asset, asset_class, site.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r._field == "run_state" and r.asset == "$asset")
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> last()
    |> keep(columns: ["_time", "asset", "asset_class", "site"])
    |> group()
