// How far the signals of one asset were from what is expected, over time: the twelve that were furthest off.
// Columns: _time, _value (score: 0 as expected, 1 edge of normal, the highest of each window), signal.
worst =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "score" and r._field == "score" and r.asset == "$asset" and exists r.signal)
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> max()
        |> group()
        |> top(n: 12)
        |> findColumn(fn: (key) => true, column: "signal")

from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "score" and r._field == "score" and r.asset == "$asset" and exists r.signal)
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> aggregateWindow(every: v.windowPeriod, fn: max, createEmpty: false)
    |> filter(fn: (r) => contains(value: r.signal, set: worst))
    |> keep(columns: ["_time", "_value", "signal"])
