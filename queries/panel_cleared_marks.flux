// When faults of one asset were cleared in the range.
// Columns: _time, title, text, tags.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault" and r.asset == "$asset")
    |> filter(fn: (r) => r._field == "state" or r._field == "description")
    |> last()
    |> pivot(rowKey: ["_time", "code", "severity", "episode"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> filter(fn: (r) => r.state == "cleared")
    |> map(fn: (r) => ({_time: r._time, title: "Cleared", text: r.description, tags: r.severity + "," + r.code}))
