// When faults at warning or worse were raised in the range, the newest hundred.
// Columns: _time, title, text, tags.
import "date"

// An open episode is written again hourly: only what comes first of all is where it was raised.
from(bucket: "health")
    |> range(start: date.sub(d: 30d, from: v.timeRangeStart), stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault" and r.severity != "advisory")
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> filter(fn: (r) => r._field == "description")
    |> first()
    |> group()
    |> filter(fn: (r) => r._time >= v.timeRangeStart)
    |> sort(columns: ["_time"], desc: true)
    |> limit(n: 100)
    |> map(fn: (r) => ({_time: r._time, title: r.asset, text: r._value, tags: r.severity + "," + r.code}))
