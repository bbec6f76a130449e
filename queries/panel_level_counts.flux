// How many assets are at each level, by the newest level of each; one with a critical fault open counts as critical, also
// where it has fallen silent since and no level of it is left in the range.
// Columns: normal, watch, warning, critical (numbers of assets).
import "array"
import "date"
import "regexp"
import "strings"

// A silent asset's episode is not written again.
critical =
    from(bucket: "health")
        |> range(start: date.sub(d: 30d, from: v.timeRangeStart), stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "fault" and r._field == "state" and r.severity == "critical")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> last()
        |> filter(fn: (r) => r._value == "raised")
        |> group()
        |> distinct(column: "asset")
        |> map(fn: (r) => ({name: regexp.quoteMeta(v: r._value)}))
        |> findColumn(fn: (key) => true, column: "name")

these = regexp.compile(v: "^(" + strings.joinStr(arr: critical, v: "|") + ")$")
open = length(arr: critical)

levels =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "level" and r.asset !~ these)
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> last()
        |> keep(columns: ["_value"])

// So that there is a count also where no level is in the range.
nothing = array.from(rows: [{_value: -1}])

union(tables: [levels, nothing])
    |> group()
    |> reduce(
        identity: {normal: 0, watch: 0, warning: 0, critical: open},
        fn: (r, accumulator) =>
            ({
                normal: accumulator.normal + (if r._value == 0 then 1 else 0),
                watch: accumulator.watch + (if r._value == 1 then 1 else 0),
                warning: accumulator.warning + (if r._value == 2 then 1 else 0),
                critical: accumulator.critical + (if r._value >= 3 then 1 else 0),
            }),
    )
