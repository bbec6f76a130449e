// When some assets will fail, and all that is said of it; rows as in admin_prognoses.
// Columns: _time, asset, asset_class, site, method, rul_h, rul_low_h, rul_high_h (hours from _time on), p_fail_7d,
// p_fail_30d (0..1), like (assets with commas), because, model_version, indicator, value, limit (the indicator's unit).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "prognosis" and r.asset =~ /^${assets:regex}$/)
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> last()
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
