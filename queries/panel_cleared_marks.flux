// When faults of one asset were cleared in the range; not where one only turned worse, which ends an episode too.
// Columns: _time, title, text, tags.
import "date"

cleared =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "fault" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> filter(fn: (r) => exists r.code and exists r.severity and exists r.episode)
        |> filter(fn: (r) => r._field == "state" or r._field == "description")
        |> last()
        |> pivot(rowKey: ["_time", "code", "severity", "episode"], columnKey: ["_field"], valueColumn: "_value")
        |> group()
        |> filter(fn: (r) => r.state == "cleared")

raised =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "fault" and r._field == "state" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> filter(fn: (r) => exists r.code)
        |> first()
        |> group()
        |> filter(fn: (r) => r._value == "raised")
        |> keep(columns: ["_time", "code"])
        |> rename(columns: {_time: "raised"})

worse =
    join(tables: {cleared: cleared, raised: raised}, on: ["code"])
        |> filter(fn: (r) => r.raised >= date.sub(d: 1s, from: r._time) and r.raised <= r._time)
        |> findColumn(fn: (key) => true, column: "episode")

cleared
    |> filter(fn: (r) => not contains(value: r.episode, set: worse))
    |> map(fn: (r) => ({_time: r._time, title: "Cleared", text: r.description, tags: r.severity + "," + r.code}))
