// How probable it is that an asset fails within thirty days, as was said last: of each that has an incident open, or that
// rather fails than not. Columns: _time, _value (per cent, 0.5 below one and 99.5 above that; -1 where it is not known),
// asset, asset_class, site.
import "math"
import "regexp"
import "strings"

// A query without any row would be "no data" for the whole rule that it stands in: hence the -1.
unknown =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "incident" and r._field == "state")
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> last()
        |> filter(fn: (r) => r._value == "open")
        |> group(columns: ["asset", "asset_class", "site"])
        |> last(column: "_time")
        |> map(fn: (r) => ({r with _value: -1.0}))
        |> keep(columns: ["_time", "_value", "asset", "asset_class", "site"])

names =
    unknown
        |> group()
        |> map(fn: (r) => ({name: regexp.quoteMeta(v: r.asset)}))
        |> findColumn(fn: (key) => true, column: "name")
these = regexp.compile(v: "^(" + strings.joinStr(arr: names, v: "|") + ")\\z")

said =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "prognosis")
        |> filter(fn: (r) => r._field == "method" or r._field == "p_fail_30d")
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> last()
        |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
        |> filter(fn: (r) => exists r.method)
        |> group(columns: ["asset", "asset_class", "site"])
        |> sort(columns: ["_time"])
        |> tail(n: 1)
        |> filter(fn: (r) => r.asset =~ these or exists r.p_fail_30d and r.p_fail_30d > 0.5)
        |> map(
            fn: (r) =>
                ({r with
                    _value:
                        if not exists r.p_fail_30d then
                            -1.0
                        else if r.p_fail_30d < 0.01 then
                            0.5
                        else if r.p_fail_30d >= 0.995 then
                            99.5
                        else
                            math.round(x: 100.0 * r.p_fail_30d),
                }),
        )
        |> keep(columns: ["_time", "_value", "asset", "asset_class", "site"])

union(tables: [unknown, said])
    |> group(columns: ["asset", "asset_class", "site"])
    |> sort(columns: ["_value"], desc: true)
    |> limit(n: 1)
