// How much people were told in the range: incidents, each anew where it got worse.
// Columns: a_day, an_hour (their mean), most (in ten minutes of the clock), standing (open at the end of the range), stale
// (those that were open for more than a day).
import "array"
import "date"

day = 86400000000000
stop = int(v: v.timeRangeStop)
days = float(v: stop - int(v: v.timeRangeStart)) / float(v: day)

// What is open is written again at least hourly: what was already so before the range did not begin in it.
incidents =
    from(bucket: "health")
        |> range(start: date.sub(d: 2h, from: v.timeRangeStart), stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "incident")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site and exists r.incident)

told =
    incidents
        |> filter(fn: (r) => r._field == "severity")
        |> unique(column: "_value")
        |> group()
        |> map(fn: (r) => ({_time: r._time, told: 1}))
        |> filter(fn: (r) => r._time >= v.timeRangeStart)

each = told |> map(fn: (r) => ({told: r.told, ten: 0, standing: 0, stale: 0}))

tens =
    told
        |> map(fn: (r) => ({ten_minutes: date.truncate(t: r._time, unit: 10m), told: r.told}))
        |> group(columns: ["ten_minutes"])
        |> sum(column: "told")
        |> group()
        |> map(fn: (r) => ({told: 0, ten: r.told, standing: 0, stale: 0}))

lasting =
    incidents
        |> filter(fn: (r) => r._field == "state" or r._field == "opened")
        |> last()
        |> pivot(rowKey: ["_time", "asset", "asset_class", "site", "incident"], columnKey: ["_field"], valueColumn: "_value")
        |> group()
        |> filter(fn: (r) => exists r.state and exists r.opened)
        |> filter(fn: (r) => r.state == "open" or r._time >= v.timeRangeStart)
        |> map(
            fn: (r) =>
                ({
                    told: 0,
                    ten: 0,
                    standing: if r.state == "open" then 1 else 0,
                    stale: if (if r.state == "open" then stop else int(v: r._time)) - r.opened > day then 1 else 0,
                }),
        )

// So that there is an answer also where nothing is in the range.
nothing = array.from(rows: [{told: 0, ten: 0, standing: 0, stale: 0}])

union(tables: [nothing, each, tens, lasting])
    |> group()
    |> reduce(
        identity: {told: 0, most: 0, standing: 0, stale: 0},
        fn: (r, accumulator) =>
            ({
                told: accumulator.told + r.told,
                most: if r.ten > accumulator.most then r.ten else accumulator.most,
                standing: accumulator.standing + r.standing,
                stale: accumulator.stale + r.stale,
            }),
    )
    |> map(
        fn: (r) =>
            ({
                a_day: float(v: r.told) / days,
                an_hour: float(v: r.told) / days / 24.0,
                most: r.most,
                standing: r.standing,
                stale: r.stale,
            }),
    )
