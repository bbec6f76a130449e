// Every signal of one asset over the range, out of its minutes.
// Columns: signal, mean (of its minutes), min, max, minutes (that it was heard in).
minutes = (agg) =>
    from(bucket: "rollup")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry_1m" and r._field == agg and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.site and exists r.signal)
        |> group(columns: ["signal"])

union(
    tables: [
        minutes(agg: "mean") |> mean() |> map(fn: (r) => ({signal: r.signal, what: "mean", _value: r._value})),
        minutes(agg: "min") |> min() |> map(fn: (r) => ({signal: r.signal, what: "min", _value: r._value})),
        minutes(agg: "max") |> max() |> map(fn: (r) => ({signal: r.signal, what: "max", _value: r._value})),
        minutes(agg: "mean") |> count() |> map(fn: (r) => ({signal: r.signal, what: "minutes", _value: float(v: r._value)})),
    ],
)
    |> group()
    |> pivot(rowKey: ["signal"], columnKey: ["what"], valueColumn: "_value")
    |> sort(columns: ["signal"])
