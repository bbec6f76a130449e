// Risk over time of the ten assets whose risk times criticality was highest in the range: ten series, however large the fleet.
// Columns: _time, _value (risk, 0..100, the highest of each window), asset.
import "regexp"
import "strings"

risks =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "risk")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> max()
        |> keep(columns: ["_time", "asset", "_field", "_value"])

// --- the same wherever the fleet is in order ---
// The newest of each counts, wherever the asset was then: one that moved is two series. What the registry does not know
// weighs 1.
weights =
    from(bucket: "config")
        |> range(start: 0, stop: 2200-01-01T00:00:00Z)
        |> filter(fn: (r) => r._measurement == "asset" and r._field == "weight" and exists r.asset)
        |> last()
        |> keep(columns: ["_time", "asset", "_field", "_value"])

weighted =
    union(tables: [risks, weights])
        |> group()
        |> sort(columns: ["_time"])
        |> pivot(rowKey: ["asset"], columnKey: ["_field"], valueColumn: "_value")
        |> filter(fn: (r) => exists r.risk)
        |> map(
            fn: (r) => {
                weight = if exists r.weight then r.weight else 1.0

                return {asset: r.asset, risk: r.risk, weight: weight, weighted_risk: r.risk * weight}
            },
        )
// --- until here ---

worst =
    weighted
        |> top(n: 10, columns: ["weighted_risk"])
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
