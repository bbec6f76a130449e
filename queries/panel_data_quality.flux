// Data faults of the range by asset and issue, the most frequent first, a hundred at most.
// Columns: asset, issue, signals (how many have it), times (how often it was counted).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "data_quality" and r._field == "count")
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> sum()
    |> group(columns: ["asset", "issue"])
    |> reduce(
        identity: {signals: 0, times: 0},
        fn: (r, accumulator) => ({signals: accumulator.signals + 1, times: accumulator.times + r._value}),
    )
    |> group()
    |> top(n: 100, columns: ["times"])
