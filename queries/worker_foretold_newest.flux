// Up to when it was looked at what had been foretold of each asset.
// Columns: _time, _value (0..1), asset, asset_class, site.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "foretold" and r._field == "p_fail_30d")
    |> last()
    |> keep(columns: ["_time", "_value", "asset", "asset_class", "site"])
