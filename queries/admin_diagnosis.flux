// What some assets most likely suffered from when that was last said, which is while they are not normal.
// Columns: _time, asset, asset_class, site, mode, confidence (0..1), supports and against (separated by "; "),
// alternatives (mode and percent, separated by "; "), action.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "diagnosis" and r.asset =~ /^${assets:regex}$/)
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> last()
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
