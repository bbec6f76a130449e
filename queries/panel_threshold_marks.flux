// Threshold rows that were set in the range and that one asset is judged by: its own, those of its class, and the defaults.
// Columns: _time, title, text, tags.
class =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "level" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class)
        |> last()
        |> group()
        |> findColumn(fn: (key) => true, column: "asset_class")

from(bucket: "config")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "threshold" and exists r.scope and exists r.signal)
    |> filter(fn: (r) => contains(value: r.scope, set: class) or r.scope == "$asset" or r.scope == "default")
    |> filter(fn: (r) => r._field == "why" or r._field == "actor")
    |> pivot(rowKey: ["_time", "scope", "signal"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                title: "Threshold of " + r.signal,
                text: if exists r.why then r.why else "",
                tags: r.scope + (if exists r.actor then "," + r.actor else ""),
            }),
    )
