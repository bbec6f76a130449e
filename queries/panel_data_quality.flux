// Data faults of the range by asset and issue, the most frequent first, a hundred at most.
// Columns: asset ((none) where a line names none), issue, signals (how many have it), times (how often it was counted).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "data_quality" and r._field == "count")
    |> sum()
    // What lacks a tag is just what is to be seen here, whichever is chosen.
    |> filter(fn: (r) => not exists r.site or r.site =~ /^${site:regex}$/)
    |> filter(fn: (r) => not exists r.asset_class or r.asset_class =~ /^${class:regex}$/)
    |> map(fn: (r) => ({r with asset: if exists r.asset then r.asset else "(none)"}))
    |> group(columns: ["asset", "issue"])
    |> reduce(
        identity: {signals: 0, times: 0},
        fn: (r, accumulator) => ({signals: accumulator.signals + 1, times: accumulator.times + r._value}),
    )
    |> group()
    |> top(n: 100, columns: ["times"])
