// Health of one asset over time, the lowest of each window, and the most of each window that each factor takes from it.
// Columns: _time, _value (health, 0..100; points of health), name (health; lost to now, wear, trend, faults, data).
import "strings"

said =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "condition" and (r._field == "health" or r._field =~ /^factor_/))
        |> filter(fn: (r) => r.asset == "$asset" and exists r.asset_class and exists r.site)

health =
    said
        |> filter(fn: (r) => r._field == "health")
        |> aggregateWindow(every: v.windowPeriod, fn: min, createEmpty: false)
        |> set(key: "name", value: "health")

lost =
    said
        |> filter(fn: (r) => r._field != "health")
        |> aggregateWindow(every: v.windowPeriod, fn: max, createEmpty: false)
        |> map(fn: (r) => ({r with name: strings.replace(v: r._field, t: "factor_", u: "lost to ", i: 1)}))

union(tables: [health, lost])
    |> group(columns: ["name"])
    |> keep(columns: ["_time", "_value", "name"])
