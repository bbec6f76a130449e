// How many assets of each site and class are at low, medium and high risk now, by the edges that ship.
// Columns: name (site and class), low, medium, high (numbers of assets).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r._field == "risk" and r.site =~ /^${site:regex}$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> last()
    |> group(columns: ["site", "asset_class"])
    |> reduce(
        identity: {low: 0, medium: 0, high: 0},
        fn: (r, accumulator) =>
            ({
                low: accumulator.low + (if r._value < 34.0 then 1 else 0),
                medium: accumulator.medium + (if r._value >= 34.0 and r._value < 67.0 then 1 else 0),
                high: accumulator.high + (if r._value >= 67.0 then 1 else 0),
            }),
    )
    |> group()
    |> map(fn: (r) => ({name: r.site + " " + r.asset_class, low: r.low, medium: r.medium, high: r.high}))
    |> sort(columns: ["name"])
