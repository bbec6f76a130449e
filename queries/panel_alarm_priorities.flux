// How what people were told in the range divides into severities: incidents, each anew where it got worse.
// Columns: severity, alarms (a number), share and about (what EEMUA 191 says that it is), percent.
import "array"
import "date"

// What is open is written again at least hourly: what was already so before the range did not begin in it.
told =
    from(bucket: "health")
        |> range(start: date.sub(d: 2h, from: v.timeRangeStart), stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "incident" and r._field == "severity")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site and exists r.incident)
        |> unique(column: "_value")
        |> filter(fn: (r) => r._time >= v.timeRangeStart)
        |> group()
        |> map(fn: (r) => ({severity: r._value, all: "", alarms: 1.0}))

targets =
    array.from(
        rows: [
            {severity: "critical", all: "", alarms: 0.0, rank: 1, about: 5.0},
            {severity: "warning", all: "", alarms: 0.0, rank: 2, about: 15.0},
            {severity: "advisory", all: "", alarms: 0.0, rank: 3, about: 80.0},
        ],
    )

counts =
    union(tables: [told, targets |> keep(columns: ["severity", "all", "alarms"])])
        |> group(columns: ["severity", "all"])
        |> sum(column: "alarms")
        |> group()

total =
    told
        |> group(columns: ["all"])
        |> sum(column: "alarms")
        |> group()
        |> rename(columns: {alarms: "total"})

told_of = join(tables: {counts: counts, targets: targets |> drop(columns: ["all", "alarms"])}, on: ["severity"])

join(tables: {told_of: told_of, total: total}, on: ["all"])
    |> map(fn: (r) => ({r with share: 100.0 * r.alarms / r.total}))
    |> sort(columns: ["rank"])
    |> keep(columns: ["severity", "alarms", "share", "about"])
