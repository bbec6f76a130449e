// What signals add to the risk of one asset over time: the six that added most by name, the rest together, so that at
// each moment they add up to the risk. Nothing for signals that added nothing.
// Columns: _time, _value (points of risk, 0..100), signal.
import "regexp"
import "strings"

most =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r.asset == "$asset" and r._field =~ /^contribution_/)
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> max()
        |> group()
        |> filter(fn: (r) => r._value > 0.0)
        |> sort(columns: ["_value"], desc: true)

// A pattern is looked up by the store, which also takes the last of each window itself.
named =
    regexp.compile(
        v: "^(" + strings.joinStr(arr: most |> limit(n: 6) |> findColumn(fn: (key) => true, column: "_field"), v: "|")
            +
            ")$",
    )

others =
    regexp.compile(
        v: "^("
            +
            strings.joinStr(
                arr: most |> limit(n: 1000, offset: 6) |> findColumn(fn: (key) => true, column: "_field"),
                v: "|",
            ) + ")$",
    )

single =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r.asset == "$asset" and r._field =~ named)
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false, timeSrc: "_start")
        |> map(fn: (r) => ({r with signal: strings.trimPrefix(v: r._field, prefix: "contribution_")}))
        |> group(columns: ["signal"])

rest =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r.asset == "$asset" and r._field =~ others)
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false, timeSrc: "_start")
        |> group()
        |> aggregateWindow(every: v.windowPeriod, fn: sum, createEmpty: false, timeSrc: "_start")
        |> set(key: "signal", value: "other signals")
        |> group(columns: ["signal"])

union(tables: [single, rest])
    |> keep(columns: ["_time", "_value", "signal"])
