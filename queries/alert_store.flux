// How many of the four buckets the store shows to who asks: an answer means that it is there.
// Columns: _time, _value (count).
buckets()
    |> filter(fn: (r) => r.name == "telemetry" or r.name == "health" or r.name == "rollup" or r.name == "config")
    |> group()
    |> count(column: "name")
    |> map(fn: (r) => ({_time: v.timeRangeStop, _value: float(v: r.name)}))
