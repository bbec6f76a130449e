// Lag over the whole range: what half of the reports stayed below, and 99 of 100.
// Columns: median, p99, worst (seconds).
reports =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "worker" and exists r.component and r._field == "lag_s")
        |> group()

union(
    tables: [
        reports |> quantile(q: 0.5, method: "exact_mean") |> map(fn: (r) => ({name: "median", _value: r._value})),
        reports |> quantile(q: 0.99, method: "exact_mean") |> map(fn: (r) => ({name: "p99", _value: r._value})),
        reports |> max() |> map(fn: (r) => ({name: "worst", _value: r._value})),
    ],
)
    |> map(fn: (r) => ({r with row: 1}))
    |> pivot(rowKey: ["row"], columnKey: ["name"], valueColumn: "_value")
    |> group()
