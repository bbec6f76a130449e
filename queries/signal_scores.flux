// The newest score of every signal of one asset.
// Columns: _time, signal, observed, expected, lower, upper (the signal's unit), score.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "score" and r._field != "revised" and r.asset == "$asset" and exists r.signal)
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> last()
    |> pivot(rowKey: ["_time", "signal"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> sort(columns: ["score"], desc: true)
