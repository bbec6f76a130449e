// What was really wrong, and whether and when it was found: every fault that a simulator injected, the newest first.
// Columns: asset, mode, verdict (found, missed, open where it cannot be judged yet, data fault where only a sensor failed),
// delay_s (from when it could be seen and the asset was judged to the first alarm; -1 without an alarm, 0 where that came
// first), named (the mode that was named first), right (yes, no, –), and in milliseconds since 1970, 0 where there is
// none: begin_ms, seen_ms (when it could first be seen), alarm_ms, repaired_ms, from_ms, to_ms (an hour about it).
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

// --- part 2: what was found of it ---
// Of each asset the first moment of the range at which it was judged: nothing can be found before.
judged =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "level")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> first()
        |> group()
        |> map(fn: (r) => ({asset: r.asset, since: int(v: r._time)}))

// The alarm of an episode is the first that was raised between its begin and its end. A join that keeps what has no
// partner fails where one side has no rows; so inner joins, and what they lose is added again.
episodes =
    union(
        tables: [
            truth |> map(fn: (r) => ({r with alarm: 0, named: "unknown", since: 0})),
            join(tables: {t: truth, j: judged}, on: ["asset"])
                |> map(fn: (r) => ({r with alarm: 0, named: "unknown"})),
            join(tables: {t: truth, r: raised}, on: ["asset"])
                |> filter(fn: (r) => r.raised >= r.begin and r.raised < r.end)
                |> map(fn: (r) => ({r with alarm: r.raised, since: 0}))
                |> drop(columns: ["code", "severity", "fault", "raised", "cleared"]),
        ],
    )
        |> group(
            columns: ["asset", "mode", "episode", "begin", "detectable", "failed", "repaired", "sensor", "end", "counts"],
        )
        |> sort(columns: ["alarm"])
        |> reduce(
            identity: {alarm: 0, named: "unknown", since: 0},
            fn: (r, accumulator) =>
                ({
                    alarm: if accumulator.alarm == 0 then r.alarm else accumulator.alarm,
                    named: if accumulator.named == "unknown" then r.named else accumulator.named,
                    since: if r.since > accumulator.since then r.since else accumulator.since,
                }),
        )
        |> group()
        |> map(
            fn: (r) =>
                ({r with
                    seen: if r.since > r.detectable then r.since else r.detectable,
                    verdict:
                        if r.sensor then
                            "data fault"
                        else if not r.counts then
                            "open"
                        else if r.alarm > 0 then
                            "found"
                        else
                            "missed",
                }),
        )
        |> map(
            fn: (r) => ({r with delay_s: if r.alarm > r.seen then float(v: r.alarm - r.seen) / 1000000000.0 else 0.0}),
        )

// --- what this query answers ---
episodes
    |> map(
        fn: (r) =>
            ({
                asset: r.asset,
                mode: strings.replaceAll(v: r.mode, t: "_", u: " "),
                verdict: r.verdict,
                delay_s: if r.alarm > 0 and r.detectable > 0 then r.delay_s else -1.0,
                named: strings.replaceAll(v: r.named, t: "_", u: " "),
                right: if r.named == "unknown" then "–" else if r.named == r.mode then "yes" else "no",
                begin_ms: r.begin / 1000000,
                seen_ms: r.detectable / 1000000,
                alarm_ms: r.alarm / 1000000,
                repaired_ms: r.repaired / 1000000,
                from_ms: (r.begin - hour) / 1000000,
                to_ms: (r.end + hour) / 1000000,
            }),
    )
    |> sort(columns: ["begin_ms"], desc: true)
