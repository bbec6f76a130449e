// The assets of which there is anything in the days of the range.
// Columns: _time, _value (samples), asset, asset_class, site.
from(bucket: "rollup")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry_1d" and r._field == "count")
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> group(columns: ["asset", "asset_class", "site"])
    |> last()
    |> keep(columns: ["_time", "_value", "asset", "asset_class", "site"])
