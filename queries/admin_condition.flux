// The condition of some assets, and what takes from it; of an asset the row with the newest status is what is known.
// Columns: _time, asset, asset_class, site, health (0..100), status, degradation_per_day (points of health), because,
// factor_<name> (points of health).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "condition" and r.asset =~ /^${assets:regex}$/)
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> last()
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
