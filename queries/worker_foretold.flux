// What had been foretold of one asset, a row a day, the oldest first.
// Columns: _time, asset, asset_class, site, p_fail_30d (0..1), method, rul_h, rul_low_h, rul_high_h (hours from then).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "foretold" and r.asset == "$asset")
    |> filter(fn: (r) => r._field =~ /^(method|p_fail_30d|rul_h|rul_low_h|rul_high_h)$/)
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> sort(columns: ["_time"])
