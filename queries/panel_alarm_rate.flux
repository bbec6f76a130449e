// How many alarms began in each ten minutes of the clock: incidents that people were told of, anew where one got worse, and
// the fault episodes that would have rung without them.
// Columns: _time (the begin of the ten minutes), _value (a number), what (Incidents, Fault episodes).
import "date"

// What is open is written again at least hourly: what was already so before the range did not begin in it.
before = date.sub(d: 2h, from: v.timeRangeStart)

told =
    from(bucket: "health")
        |> range(start: before, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "incident" and r._field == "severity")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site and exists r.incident)
        |> unique(column: "_value")
        |> group()
        |> map(fn: (r) => ({began: r._time, what: "Incidents", _value: 1}))

raised =
    from(bucket: "health")
        |> range(start: before, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "fault" and r._field == "state")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> filter(fn: (r) => exists r.code and exists r.severity and exists r.episode)
        |> first()
        |> filter(fn: (r) => r._value == "raised")
        |> group()
        |> map(fn: (r) => ({began: r._time, what: "Fault episodes", _value: 1}))

union(tables: [told, raised])
    |> filter(fn: (r) => r.began >= v.timeRangeStart)
    |> map(fn: (r) => ({_time: date.truncate(t: r.began, unit: 10m), what: r.what, _value: r._value}))
    |> group(columns: ["what", "_time"])
    |> sum()
    |> group(columns: ["what"])
    |> sort(columns: ["_time"])
