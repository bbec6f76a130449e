// Health of one asset over time: the lowest of each window, and the mean of each day.
// Columns: _time, _value (0..100), name (lowest, mean of the day).
health =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "health" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.site)

lowest =
    health
        |> aggregateWindow(every: v.windowPeriod, fn: min, createEmpty: false)
        |> set(key: "name", value: "lowest")

mean_of_day =
    health
        |> aggregateWindow(every: 1d, fn: mean, createEmpty: false)
        |> set(key: "name", value: "mean of the day")

union(tables: [lowest, mean_of_day])
    |> group(columns: ["name"])
    |> keep(columns: ["_time", "_value", "name"])
