// Signals of one asset in windows, out of their minutes, which are read once for all four.
// Columns: _time (begin of the window), _field (mean: the mean of its minutes, min, max, count: of samples), _value, signal.
data =
    from(bucket: "rollup")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry_1m" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and r.signal =~ /^${signals:regex}$/)

minutes = (agg, fn) =>
    data
        |> filter(fn: (r) => r._field == agg)
        |> aggregateWindow(every: v.windowPeriod, fn: fn, createEmpty: false, timeSrc: "_start")
        |> drop(columns: ["_start", "_stop", "_measurement", "asset", "asset_class", "site"])

union(
    tables: [
        minutes(agg: "mean", fn: mean),
        minutes(agg: "min", fn: min),
        minutes(agg: "max", fn: max),
        minutes(agg: "count", fn: sum),
    ],
)
