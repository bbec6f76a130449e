// How right the detector is, by the truth that a simulator wrote; one row, without a figure where nothing is known of it,
// and none where there is no truth. Counted like `forewarn bench faults` does.
// Columns: precision (share of alarms that are not false), recall (share of found episodes among those that count),
// named (share of found ones whose first named mode was right; each 0..1), delay_fast_s and delay_slow_s (median from
// when it could be seen to the first alarm; fast are modes that need 48 hours at most), false_rate (false alarms an
// asset-week without faults).
import "array"

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
figure = (name, value) => ({row: 1, figure: name, _value: value})

right =
    judged_alarms
        |> reduce(
            identity: {all: 0.0, right: 0.0},
            fn: (r, accumulator) => ({all: accumulator.all + 1.0, right: accumulator.right + float(v: r.right)}),
        )

found =
    episodes
        |> filter(fn: (r) => r.verdict == "found" or r.verdict == "missed")
        |> reduce(
            identity: {all: 0.0, found: 0.0, named: 0.0},
            fn: (r, accumulator) =>
                ({
                    all: accumulator.all + 1.0,
                    found: accumulator.found + (if r.verdict == "found" then 1.0 else 0.0),
                    named: accumulator.named + (if r.verdict == "found" and r.named == r.mode then 1.0 else 0.0),
                }),
        )

delays =
    episodes
        |> filter(fn: (r) => r.verdict == "found")
        |> map(
            fn: (r) =>
                ({
                    fast:
                        r.mode
                            =~
                            /^(thermostat_stuck_closed|radiator_fan|speeding|late_shifting|battery_overheat|cooling_pump|isolation_ingress|dcdc_failure|drive_pump|overspeed|misalignment|phase_loss|dry_run|dead_head|chug)$/,
                    _value: r.delay_s,
                }),
        )
        |> group(columns: ["fast"])
        |> median(method: "exact_mean")
        |> group()

// Hours in which assets were judged, less those in which a fault was under way or was repaired less than 12 hours before:
// truth is written each hour, and once at the repair.
newest =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "level")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> last()
        |> group()
        |> map(fn: (r) => ({asset: r.asset, until: int(v: r._time) / hour}))

spans =
    join(tables: {j: judged, n: newest}, on: ["asset"])
        |> map(fn: (r) => ({asset: r.asset, since: r.since / hour, until: r.until}))

told =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "truth" and r._field == "phase" and exists r.asset)
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> group()
        |> filter(fn: (r) => r.mode !~ /^(sensor_|counter_reset|clock_|late_batch|out_of_order|duplicate)/)
        |> map(fn: (r) => ({asset: r.asset, at: int(v: r._time) / hour, phase: r._value, one: 1}))

later =
    array.from(
        rows: [
            {one: 1, k: 1},
            {one: 1, k: 2},
            {one: 1, k: 3},
            {one: 1, k: 4},
            {one: 1, k: 5},
            {one: 1, k: 6},
            {one: 1, k: 7},
            {one: 1, k: 8},
            {one: 1, k: 9},
            {one: 1, k: 10},
            {one: 1, k: 11},
            {one: 1, k: 12},
        ],
    )

ill =
    union(
        tables: [
            told |> map(fn: (r) => ({asset: r.asset, at: r.at})),
            join(tables: {r: told |> filter(fn: (r) => r.phase == "repaired"), l: later}, on: ["one"])
                |> map(fn: (r) => ({asset: r.asset, at: r.at + r.k})),
        ],
    )
        |> group(columns: ["asset"])
        |> unique(column: "at")
        |> group()

sound =
    union(
        tables: [
            spans |> map(fn: (r) => ({asset: r.asset, hours: r.until - r.since + 1})),
            join(tables: {i: ill, s: spans}, on: ["asset"])
                |> filter(fn: (r) => r.at >= r.since and r.at <= r.until)
                |> map(fn: (r) => ({asset: r.asset, hours: -1})),
        ],
    )
        |> sum(column: "hours")

false_rate =
    union(
        tables: [
            right |> map(fn: (r) => figure(name: "wrong", value: r.all - r.right)),
            sound |> map(fn: (r) => figure(name: "weeks", value: float(v: r.hours) / 168.0)),
        ],
    )
        |> group()
        |> pivot(rowKey: ["row"], columnKey: ["figure"], valueColumn: "_value")
        |> filter(fn: (r) => r.weeks > 0.0)
        |> map(fn: (r) => figure(name: "false_rate", value: if exists r.wrong then r.wrong / r.weeks else 0.0))

union(
    tables: [
        right |> filter(fn: (r) => r.all > 0.0) |> map(fn: (r) => figure(name: "precision", value: r.right / r.all)),
        found |> filter(fn: (r) => r.all > 0.0) |> map(fn: (r) => figure(name: "recall", value: r.found / r.all)),
        found |> filter(fn: (r) => r.found > 0.0) |> map(fn: (r) => figure(name: "named", value: r.named / r.found)),
        delays |> map(fn: (r) => figure(name: if r.fast then "delay_fast_s" else "delay_slow_s", value: r._value)),
        false_rate,
        truth |> limit(n: 1) |> map(fn: (r) => figure(name: "truth", value: float(v: r.begin))),
    ],
)
    |> group()
    |> pivot(rowKey: ["row"], columnKey: ["figure"], valueColumn: "_value")
    |> filter(fn: (r) => exists r.truth)
