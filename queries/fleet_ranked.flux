// The newest risk of every asset, highest first.
// Columns: _time, asset, asset_class, site, risk (0..100), level (0..3), band, health (0..100), top_signal, reason.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and exists r.asset and exists r.asset_class and exists r.site)
    |> filter(fn: (r) => r._field == "risk" or r._field == "level" or r._field == "band" or r._field == "health" or r._field == "top_signal" or r._field == "reason")
    |> last()
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> sort(columns: ["risk"], desc: true)
