// The condition of every asset, in short.
// Columns: _time, asset, asset_class, site, health (0..100), status.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "condition" and (r._field == "health" or r._field == "status"))
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> last()
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
