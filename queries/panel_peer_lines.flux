// One signal of the assets of one class over time, among their peers: of the assets the eight that are farthest from the
// median of all.
// Columns: _time, _value (the signal's unit), name (asset; or lowest, lower quartile, median, upper quartile, highest).
import "math"

// An ordinary score is not written at each moment: in shorter windows now these assets would be there, and now those.
every = if int(v: v.windowPeriod) > int(v: 15m) then v.windowPeriod else 15m

values = () =>
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "score" and r._field == "observed" and r.signal == "$signal")
        |> filter(fn: (r) => r.asset_class == "$class" and r.site =~ /^${site:regex}$/ and exists r.asset and exists r.site)

windows = () =>
    values()
        |> aggregateWindow(every: every, fn: mean, createEmpty: false)
        |> group(columns: ["_time"])

means = () => values() |> mean() |> group() |> map(fn: (r) => ({asset: r.asset, signal: r.signal, value: r._value}))

centre =
    means()
        |> group(columns: ["signal"])
        |> median(column: "value", method: "exact_mean")
        |> group()
        |> rename(columns: {value: "centre"})

farthest =
    join(tables: {m: means(), c: centre}, on: ["signal"])
        |> map(fn: (r) => ({asset: r.asset, size: math.abs(x: r.value - r.centre)}))
        |> top(n: 8, columns: ["size"])
        |> findColumn(fn: (key) => true, column: "asset")

named = (name, tables=<-) => tables |> map(fn: (r) => ({_time: r._time, _value: r._value, name: name}))

union(
    tables: [
        windows() |> min() |> named(name: "lowest"),
        windows() |> quantile(q: 0.25, method: "exact_mean") |> named(name: "lower quartile"),
        windows() |> median(method: "exact_mean") |> named(name: "median"),
        windows() |> quantile(q: 0.75, method: "exact_mean") |> named(name: "upper quartile"),
        windows() |> max() |> named(name: "highest"),
        values()
            |> aggregateWindow(every: every, fn: mean, createEmpty: false)
            |> filter(fn: (r) => contains(value: r.asset, set: farthest))
            |> map(fn: (r) => ({_time: r._time, _value: r._value, name: r.asset})),
    ],
)
    |> group(columns: ["name"])
    |> sort(columns: ["_time"])
