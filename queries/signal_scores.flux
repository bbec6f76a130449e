// The newest score of every signal of some assets.
// Columns: _time, asset, signal, observed, expected, lower, upper (the signal's unit), score.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "score" and r._field != "revised" and r.asset =~ /^${assets:regex}$/ and exists r.signal)
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> last()
    |> pivot(rowKey: ["_time", "asset", "signal"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> sort(columns: ["score"], desc: true)
