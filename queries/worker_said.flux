// What was foretold first of each asset in the range, which is a day.
// Columns: _time, asset, asset_class, site, method, p_fail_30d (0..1), rul_h, rul_low_h, rul_high_h (hours from then).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "prognosis")
    |> filter(fn: (r) => r._field =~ /^(method|p_fail_30d|rul_h|rul_low_h|rul_high_h)$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> first()
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
