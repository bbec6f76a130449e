// Data faults of the range: how often each kind happened, and to how many assets.
// Columns: issue, times, assets.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "data_quality" and r._field == "count")
    |> group(columns: ["issue", "asset"])
    |> sum()
    |> group(columns: ["issue"])
    |> reduce(
        identity: {times: 0, assets: 0},
        fn: (r, accumulator) => ({times: accumulator.times + r._value, assets: accumulator.assets + 1}),
    )
    |> group()
    |> sort(columns: ["times"], desc: true)
