// How many incidents people were told of in each hour of the clock, anew where one got worse, by severity.
// Columns: _time (the begin of the hour), _value (a number), severity.
import "date"

// What is open is written again at least hourly: what was already so before the range did not begin in it.
from(bucket: "health")
    |> range(start: date.sub(d: 2h, from: v.timeRangeStart), stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "incident" and r._field == "severity")
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site and exists r.incident)
    |> unique(column: "_value")
    |> filter(fn: (r) => r._time >= v.timeRangeStart)
    |> group()
    |> map(fn: (r) => ({_time: date.truncate(t: r._time, unit: 1h), severity: r._value, _value: 1}))
    |> group(columns: ["severity", "_time"])
    |> sum()
    |> group(columns: ["severity"])
    |> sort(columns: ["_time"])
