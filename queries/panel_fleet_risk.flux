// Risk over time of the ten assets whose risk was highest in the range: ten series, however large the fleet.
// Columns: _time, _value (risk, 0..100, the highest of each window), asset.
worst =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "risk")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> max()
        |> group()
        |> top(n: 10)
        |> findColumn(fn: (key) => true, column: "asset")

// The store takes the highest of each window itself; chosen first, every single point would pass through Flux.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r._field == "risk")
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> aggregateWindow(every: v.windowPeriod, fn: max, createEmpty: false)
    |> filter(fn: (r) => contains(value: r.asset, set: worst))
    |> group(columns: ["asset"])
    |> keep(columns: ["_time", "_value", "asset"])
