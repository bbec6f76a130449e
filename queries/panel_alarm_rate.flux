// How many alarms began in each ten minutes: incidents that people were told of, anew where one got worse, and the fault
// episodes that would have rung without them.
// Columns: _time (the end of the ten minutes), _value (a number), what (Incidents, Fault episodes).
import "date"

// What is open is written again at least hourly: what was already so in the hour before did not begin in the range.
told =
    from(bucket: "health")
        |> range(start: date.sub(d: 1h, from: v.timeRangeStart), stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "incident" and r._field == "severity")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site and exists r.incident)
        |> unique(column: "_value")
        |> map(fn: (r) => ({_time: r._time, what: "Incidents", _value: 1}))

raised =
    from(bucket: "health")
        |> range(start: date.sub(d: 1h, from: v.timeRangeStart), stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "fault" and r._field == "state")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> filter(fn: (r) => exists r.code and exists r.severity and exists r.episode)
        |> first()
        |> filter(fn: (r) => r._value == "raised")
        |> map(fn: (r) => ({_time: r._time, what: "Fault episodes", _value: 1}))

union(tables: [told, raised])
    |> group(columns: ["what"])
    |> filter(fn: (r) => r._time >= v.timeRangeStart)
    |> window(every: 10m)
    |> count()
    |> duplicate(column: "_stop", as: "_time")
    |> group(columns: ["what"])
    |> keep(columns: ["_time", "_value", "what"])
    |> sort(columns: ["_time"])
