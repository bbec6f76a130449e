// Up to when the risk of each asset was written.
// Columns: _time, _value (level), asset, asset_class, site.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r._field == "level")
    |> last()
    |> keep(columns: ["_time", "_value", "asset", "asset_class", "site"])
