// What was learned of each signal of some assets, as nobody wrote it.
// Columns: _time, asset, signal, min_deviation, resolution, normal_low, normal_high (the signal's unit).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "learned" and r.asset =~ /^${assets:regex}$/ and exists r.signal)
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> last()
    |> pivot(rowKey: ["_time", "asset", "signal"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> sort(columns: ["_time"])
