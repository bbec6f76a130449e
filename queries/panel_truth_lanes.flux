// What was true of each asset and what the detector said of it, over time: of the assets only that had either.
// Columns: _time, _value (onset, detectable, failed, repaired; Critical, Warning, or Quiet, the worst of each window),
// lane (asset and failure mode, or asset and the word alarm).
import "strings"

told =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "truth" and r._field == "phase")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> group()
        |> map(
            fn: (r) =>
                ({
                    _time: r._time,
                    _value: r._value,
                    asset: r.asset,
                    lane: r.asset + " truth: " + strings.replaceAll(v: r.mode, t: "_", u: " "),
                }),
        )

alarmed =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "level")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> max()
        |> filter(fn: (r) => r._value >= 2)
        |> group()

seen =
    union(tables: [told |> keep(columns: ["asset"]), alarmed |> keep(columns: ["asset"])])
        |> group()
        |> findColumn(fn: (key) => true, column: "asset")

levels =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "level")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> aggregateWindow(every: v.windowPeriod, fn: max, createEmpty: false)
        |> filter(fn: (r) => contains(value: r.asset, set: seen))
        |> group()
        |> map(
            fn: (r) =>
                ({
                    _time: r._time,
                    _value: if r._value >= 3 then "Critical" else if r._value == 2 then "Warning" else "Quiet",
                    asset: r.asset,
                    lane: r.asset + " alarm",
                }),
        )

union(tables: [told, levels])
    |> group(columns: ["lane"])
    |> keep(columns: ["_time", "_value", "lane"])
    |> sort(columns: ["_time"])
