// In how long an asset fails, as was said last, of each that has an incident open, or that rather fails than not: the early
// end of the range of 80 %, its middle and its late end, a row each; or one row of -1 where they are not known.
// Columns: _time, _value (seconds from now on, at least 0: whole days, or whole hours where the late end is within 23 of
// them; the early end rounded down, the late one up), asset, asset_class, site.
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
        |> filter(fn: (r) => r._field == "method" or r._field == "p_fail_30d" or r._field =~ /^rul_/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> last()
        |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
        |> filter(fn: (r) => exists r.method)
        |> group(columns: ["asset", "asset_class", "site"])
        |> sort(columns: ["_time"])
        |> tail(n: 1)
        |> filter(fn: (r) => r.asset =~ these or exists r.p_fail_30d and r.p_fail_30d > 0.5)
        |> filter(fn: (r) => exists r.rul_low_h and exists r.rul_h and exists r.rul_high_h)
        |> map(fn: (r) => ({r with passed_h: float(v: int(v: v.timeRangeStop) - int(v: r._time)) / 3600000000000.0}))
        |> map(fn: (r) => ({r with unit_h: if r.rul_high_h - r.passed_h <= 23.0 then 1.0 else 24.0}))

units = (r, hours) => math.mMax(x: hours - r.passed_h, y: 0.0) / r.unit_h
row = (r, after_s, count) =>
    ({
        _time: time(v: int(v: r._time) + after_s * 1000000000),
        _value: 3600.0 * r.unit_h * count,
        asset: r.asset,
        asset_class: r.asset_class,
        site: r.site,
    })

low = said |> map(fn: (r) => row(r: r, after_s: 0, count: math.floor(x: units(r: r, hours: r.rul_low_h))))
middle =
    said
        |> map(
            fn: (r) => row(r: r, after_s: 1, count: math.mMax(x: math.round(x: units(r: r, hours: r.rul_h)), y: 1.0)),
        )
high =
    said
        |> map(
            fn: (r) => row(r: r, after_s: 2, count: math.mMax(x: math.ceil(x: units(r: r, hours: r.rul_high_h)), y: 1.0)),
        )

union(tables: [unknown, low, middle, high])
    |> group(columns: ["asset", "asset_class", "site"])
    |> sort(columns: ["_value"], desc: true)
    |> limit(n: 3)
    |> sort(columns: ["_time"])
