// What signals add to the risk of one asset over time: the six that added most by name, the rest together, so that at
// each moment they add up to the risk. Nothing for signals that added nothing.
// Columns: _time, _value (points of risk, 0..100), signal.
import "strings"

added =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r.asset == "$asset" and r._field =~ /^contribution_/)

most =
    added
        |> max()
        |> group()
        |> filter(fn: (r) => r._value > 0.0)
        |> sort(columns: ["_value"], desc: true)

all = most |> findColumn(fn: (key) => true, column: "_field")

named = most |> limit(n: 6) |> findColumn(fn: (key) => true, column: "_field")

over_time =
    added
        |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false, timeSrc: "_start")

single =
    over_time
        |> filter(fn: (r) => contains(value: r._field, set: named))
        |> map(fn: (r) => ({r with signal: strings.trimPrefix(v: r._field, prefix: "contribution_")}))
        |> group(columns: ["signal"])

rest =
    over_time
        |> filter(fn: (r) => contains(value: r._field, set: all) and not contains(value: r._field, set: named))
        |> group()
        |> aggregateWindow(every: v.windowPeriod, fn: sum, createEmpty: false, timeSrc: "_start")
        |> set(key: "signal", value: "other signals")
        |> group(columns: ["signal"])

union(tables: [single, rest])
    |> keep(columns: ["_time", "_value", "signal"])
