// When faults of one asset were raised in the range.
// Columns: _time, title, text, tags.
import "date"

// An open episode is written again hourly: only what comes first of all is where it was raised.
from(bucket: "health")
    |> range(start: date.sub(d: 30d, from: v.timeRangeStart), stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault" and r.asset == "$asset" and r._field == "description")
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> first()
    |> group()
    |> filter(fn: (r) => r._time >= v.timeRangeStart)
    |> map(fn: (r) => ({_time: r._time, title: "Raised", text: r._value, tags: r.severity + "," + r.code}))
