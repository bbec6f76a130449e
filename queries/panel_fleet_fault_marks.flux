// When faults at warning or worse were raised in the range, the newest hundred.
// Columns: _time, title, text, tags.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault" and r.severity != "advisory")
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> filter(fn: (r) => r._field == "description" or r._field == "state")
    |> first()
    |> pivot(rowKey: ["_time", "asset", "severity", "code", "episode"], columnKey: ["_field"], valueColumn: "_value")
    // One that began before the range is first met where it is cleared, or written again.
    |> filter(fn: (r) => r.state == "raised")
    |> group()
    |> sort(columns: ["_time"], desc: true)
    |> limit(n: 100)
    |> map(
        fn: (r) => ({_time: r._time, title: r.asset, text: r.description, tags: r.severity + "," + r.code}),
    )
