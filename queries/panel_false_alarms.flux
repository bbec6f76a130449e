// Alarms that nothing was behind: none of them while a fault of the machine was under way, nor in the 12 hours after its
// repair. Empty where there is no simulated truth to judge by. The newest first.
// Columns: asset, code (the first that was raised), named (the mode that was named first), sensor (the data fault that
// was under way, or empty), and in milliseconds since 1970: first_ms, from_ms, to_ms (an hour about it).
import "strings"

// --- part 1: what was true, and what was raised; times in ns ---
hour = 3600000000000
after = 12 * hour
stop = int(v: v.timeRangeStop)
earlier = (a, b) => if a == 0 or b < a then b else a

// Of a fault that was already there when the range begins, it begins when it was first told of.
truth =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "truth" and r._field == "phase" and exists r.asset)
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> group(columns: ["asset", "mode", "episode"])
        |> map(fn: (r) => ({r with at: int(v: r._time)}))
        |> reduce(
            identity: {begin: 0, detectable: 0, failed: 0, repaired: 0},
            fn: (r, accumulator) =>
                ({
                    begin: earlier(a: accumulator.begin, b: r.at),
                    detectable:
                        if r._value == "detectable" then
                            earlier(a: accumulator.detectable, b: r.at)
                        else
                            accumulator.detectable,
                    failed: if r._value == "failed" then earlier(a: accumulator.failed, b: r.at) else accumulator.failed,
                    repaired: if r._value == "repaired" then r.at else accumulator.repaired,
                }),
        )
        |> group()
        |> drop(columns: ["_start", "_stop"])
        |> map(
            fn: (r) =>
                ({r with
                    sensor: r.mode =~ /^(sensor_|counter_reset|clock_|late_batch|out_of_order|duplicate)/,
                    end: if r.repaired > 0 then r.repaired else stop,
                    counts: r.detectable > 0 and (r.failed > 0 or stop - r.detectable >= 24 * hour),
                }),
        )

raised =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "fault" and (r._field == "state" or r._field == "mode"))
        |> filter(fn: (r) => r.severity == "warning" or r.severity == "critical")
        |> filter(fn: (r) => exists r.asset and exists r.code and exists r.episode)
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> pivot(
            rowKey: ["_time", "asset", "code", "severity", "episode"],
            columnKey: ["_field"],
            valueColumn: "_value",
        )
        |> group(columns: ["asset", "code", "severity", "episode"])
        |> map(fn: (r) => ({r with at: int(v: r._time), mode: if exists r.mode then r.mode else "unknown"}))
        |> reduce(
            identity: {raised: 0, cleared: 0, named: "unknown"},
            fn: (r, accumulator) =>
                ({
                    raised: if r.state == "raised" then earlier(a: accumulator.raised, b: r.at) else accumulator.raised,
                    cleared: if r.state == "cleared" then r.at else accumulator.cleared,
                    named: if accumulator.named == "unknown" then r.mode else accumulator.named,
                }),
        )
        |> group()
        |> drop(columns: ["_start", "_stop"])
        |> rename(columns: {episode: "fault"})
        |> filter(fn: (r) => r.raised > 0)

// --- part 3: alarms, each what was raised on an asset within an hour, with each next severity of the same code ---
alarms =
    raised
        |> map(fn: (r) => ({r with step: r.cleared}))
        |> group(columns: ["asset", "code"])
        |> sort(columns: ["raised"])
        |> difference(columns: ["step"], keepFirst: true)
        |> map(fn: (r) => ({r with step: if exists r.step and r.cleared != r.step then r.cleared - r.step - r.raised else -1}))
        |> map(fn: (r) => ({r with worse: r.step >= 0 and r.step < 1000000000, gap: r.raised}))
        |> group(columns: ["asset"])
        |> sort(columns: ["raised", "code"])
        |> difference(columns: ["gap"], keepFirst: true)
        |> map(fn: (r) => ({r with number: if exists r.gap and (r.gap <= hour or r.worse) then 0 else 1}))
        |> cumulativeSum(columns: ["number"])
        |> group(columns: ["asset", "number"])
        |> reduce(
            identity: {first: 0, last: 0, code: "", named: "unknown"},
            fn: (r, accumulator) =>
                ({
                    first: if accumulator.first == 0 then r.raised else accumulator.first,
                    last: r.raised,
                    code: if accumulator.first == 0 then r.code else accumulator.code,
                    named: if accumulator.named == "unknown" then r.named else accumulator.named,
                }),
        )
        |> group()

// One is right where a machine's fault was under way, or was repaired less than 12 hours before.
judged_alarms =
    union(
        tables: [
            alarms |> map(fn: (r) => ({r with right: 0, sensor: ""})),
            join(tables: {a: alarms, t: truth}, on: ["asset"])
                |> filter(fn: (r) => r.begin <= r.last and r.first <= r.end + after)
                |> map(
                    fn: (r) =>
                        ({
                            asset: r.asset,
                            number: r.number,
                            first: r.first,
                            last: r.last,
                            code: r.code,
                            named: r.named,
                            right: if r.sensor then 0 else 1,
                            sensor: if r.sensor then r.mode else "",
                        }),
                ),
        ],
    )
        |> group(columns: ["asset", "number", "first", "last", "code", "named"])
        |> reduce(
            identity: {right: 0, sensor: ""},
            fn: (r, accumulator) =>
                ({
                    right: if r.right == 1 then 1 else accumulator.right,
                    sensor: if r.sensor != "" then r.sensor else accumulator.sensor,
                }),
        )
        |> group()

// --- what this query answers ---
any = truth |> limit(n: 1) |> map(fn: (r) => ({one: 1, known: r.asset}))

join(tables: {f: judged_alarms |> map(fn: (r) => ({r with one: 1})), t: any}, on: ["one"])
    |> filter(fn: (r) => r.right == 0)
    |> map(
        fn: (r) =>
            ({
                asset: r.asset,
                code: r.code,
                named: strings.replaceAll(v: r.named, t: "_", u: " "),
                sensor: strings.replaceAll(v: r.sensor, t: "_", u: " "),
                first_ms: r.first / 1000000,
                from_ms: (r.first - hour) / 1000000,
                to_ms: (r.last + hour) / 1000000,
            }),
    )
    |> sort(columns: ["first_ms"], desc: true)
