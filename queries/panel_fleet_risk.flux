// Risk over time of the ten assets whose risk was highest in the range: ten series, however large the fleet.
// Columns: _time, _value (risk, 0..100, the highest of each window), asset.
import "regexp"
import "strings"

worst =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "risk")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> max()
        |> group()
        |> top(n: 10)
        |> map(fn: (r) => ({name: regexp.quoteMeta(v: r.asset)}))
        |> findColumn(fn: (key) => true, column: "name")

// A pattern is looked up by the store, which also takes the highest of each window itself.
these = regexp.compile(v: "^(" + strings.joinStr(arr: worst, v: "|") + ")$")

from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r._field == "risk" and r.asset =~ these)
    |> aggregateWindow(every: v.windowPeriod, fn: max, createEmpty: false)
    |> group(columns: ["asset"])
    |> keep(columns: ["_time", "_value", "asset"])
