// How many assets are at each level, by the newest level of each.
// Columns: normal, watch, warning, critical (numbers of assets).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r._field == "level")
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> last()
    |> group()
    |> reduce(
        identity: {normal: 0, watch: 0, warning: 0, critical: 0},
        fn: (r, accumulator) =>
            ({
                normal: accumulator.normal + (if r._value <= 0 then 1 else 0),
                watch: accumulator.watch + (if r._value == 1 then 1 else 0),
                warning: accumulator.warning + (if r._value == 2 then 1 else 0),
                critical: accumulator.critical + (if r._value >= 3 then 1 else 0),
            }),
    )
