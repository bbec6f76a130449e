// Mean health of the assets of each class over time.
// Columns: _time, _value (health, 0..100), asset_class.
// Health is not written at each moment: in shorter windows now these assets would be there, and now those.
every = if int(v: v.windowPeriod) > int(v: 15m) then v.windowPeriod else 15m

from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r._field == "health" and r.site =~ /^${site:regex}$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> aggregateWindow(every: every, fn: mean, createEmpty: false)
    |> group(columns: ["_time", "asset_class"])
    |> mean()
    |> group(columns: ["asset_class"])
    |> sort(columns: ["_time"])
