// What was learned of each signal of one asset, as nobody wrote it.
// Columns: _time, signal, min_deviation, resolution, normal_low, normal_high (the signal's unit).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "learned" and r.asset == "$asset" and exists r.signal)
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> last()
    |> pivot(rowKey: ["_time", "signal"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> sort(columns: ["_time"])
