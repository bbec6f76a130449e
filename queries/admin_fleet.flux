// The newest risk of every asset: no more than what ranks and counts a fleet, however large it is.
// Columns: _time, asset, asset_class, site, risk (0..100), level (0..3).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and (r._field == "risk" or r._field == "level"))
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> last()
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> keep(columns: ["_time", "asset", "asset_class", "site", "risk", "level"])
