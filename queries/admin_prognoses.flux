// When every asset will fail, in short: no more than what ranks a fleet by it, however large it is. What is not known
// any more keeps the time at which it was: of an asset the row with the newest method is what is known.
// Columns: _time, asset, asset_class, site, method, rul_h, rul_low_h, rul_high_h (hours from _time on), p_fail_30d (0..1).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "prognosis")
    |> filter(fn: (r) => r._field == "method" or r._field =~ /^rul_/ or r._field == "p_fail_30d")
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> last()
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
