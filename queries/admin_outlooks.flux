// When every asset will fail and how it is, in short: no more than what ranks a fleet by it, however large it is. What is
// not known any more keeps the time at which it was: the row with the newest method, and with the newest status, holds.
// Columns: _time, _measurement (prognosis, condition), asset, asset_class, site, method, rul_h, rul_low_h, rul_high_h
// (hours from _time on), p_fail_30d (0..1), health (0..100), status.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "prognosis" or r._measurement == "condition")
    |> filter(fn: (r) => r._field =~ /^(method|rul_h|rul_low_h|rul_high_h|p_fail_30d|health|status)$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> last()
    |> pivot(
        rowKey: ["_time", "_measurement", "asset", "asset_class", "site"],
        columnKey: ["_field"],
        valueColumn: "_value",
    )
    |> group()
