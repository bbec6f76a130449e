// What else is to be said of the risk of some assets.
// Columns: _time, asset, asset_class, site, band, health (0..100), top_signal, reason.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r.asset =~ /^${assets:regex}$/)
    |> filter(fn: (r) => r._field == "band" or r._field == "health" or r._field == "top_signal" or r._field == "reason")
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> last()
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
