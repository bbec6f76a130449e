// What rang most in the range, ten at most: codes of assets by how many fault episodes of them began.
// Columns: asset, asset_class, code, signal (empty where none is known), episodes (a number), share (percent of all).
import "date"

// What is open is written again at least hourly: what was already so before the range did not begin in it.
raised =
    from(bucket: "health")
        |> range(start: date.sub(d: 2h, from: v.timeRangeStart), stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "fault" and (r._field == "state" or r._field == "signal"))
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> filter(fn: (r) => exists r.code and exists r.severity and exists r.episode)
        |> first()
        |> pivot(
            rowKey: ["_time", "asset", "asset_class", "site", "code", "severity", "episode"],
            columnKey: ["_field"],
            valueColumn: "_value",
        )
        |> group()
        |> filter(fn: (r) => r.state == "raised" and r._time >= v.timeRangeStart)
        |> map(
            fn: (r) =>
                ({
                    asset: r.asset,
                    asset_class: r.asset_class,
                    code: r.code,
                    signal: if exists r.signal then r.signal else "",
                    all: "",
                    one: 1.0,
                }),
        )

total = raised |> map(fn: (r) => ({all: r.all, one: r.one})) |> sum(column: "one") |> map(fn: (r) => ({all: "", total: r.one}))

actors =
    raised
        |> group(columns: ["all", "asset", "asset_class", "code"])
        |> reduce(
            identity: {episodes: 0.0, signal: ""},
            fn: (r, accumulator) =>
                ({
                    episodes: accumulator.episodes + r.one,
                    signal: if r.signal == "" then accumulator.signal else r.signal,
                }),
        )
        |> group()

join(tables: {actors: actors, total: total}, on: ["all"])
    |> map(fn: (r) => ({r with share: 100.0 * r.episodes / r.total}))
    |> keep(columns: ["asset", "asset_class", "code", "signal", "episodes", "share"])
    |> map(fn: (r) => ({r with fewer: 0.0 - r.episodes}))
    |> sort(columns: ["fewer", "asset", "code"])
    |> drop(columns: ["fewer"])
    |> limit(n: 10)
