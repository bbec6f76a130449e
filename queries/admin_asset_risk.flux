// The newest value of every field of the risk of some assets, contributions included, one row a moment.
// Columns: _time, asset, asset_class, site, risk (0..100), level (0..3), band, health (0..100), top_signal, reason,
// contribution_<signal> (points of risk).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r.asset =~ /^${assets:regex}$/)
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> last()
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
