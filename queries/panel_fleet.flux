// The hundred assets that matter most, by their risk times what the registry says of their criticality, with the reason
// and what to do: the advice of the worst open fault, else of the diagnosis; neither for an asset that is normal.
// Columns: _time, asset, asset_class, site, risk (0..100), criticality (low, medium, high), weighted_risk (0..200), level
// (0..3), priority (how soon to act), reason, action, likely (failure mode with its confidence), status (of its
// condition), health (0..100), low_ms, high_ms (when a tenth, nine tenths of such cases have failed; milliseconds since
// 1970), p_fail_30d (0..1); of these four -1 is what is not known.
import "date"
import "regexp"
import "strings"

risks =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "risk")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> last()
        |> keep(columns: ["_time", "asset", "_field", "_value"])

// --- the same wherever the fleet is in order ---
// The newest of each counts, wherever the asset was then: one that moved is two series. What the registry does not know
// weighs 1.
weights =
    from(bucket: "config")
        |> range(start: 0, stop: 2200-01-01T00:00:00Z)
        |> filter(fn: (r) => r._measurement == "asset" and r._field == "weight" and exists r.asset)
        |> last()
        |> keep(columns: ["_time", "asset", "_field", "_value"])

weighted =
    union(tables: [risks, weights])
        |> group()
        |> sort(columns: ["_time"])
        |> pivot(rowKey: ["asset"], columnKey: ["_field"], valueColumn: "_value")
        |> filter(fn: (r) => exists r.risk)
        |> map(
            fn: (r) => {
                weight = if exists r.weight then r.weight else 1.0

                return {asset: r.asset, risk: r.risk, weight: weight, weighted_risk: r.risk * weight}
            },
        )
// --- until here ---

worst =
    weighted
        |> top(n: 100, columns: ["weighted_risk"])
        |> map(fn: (r) => ({name: regexp.quoteMeta(v: r.asset)}))
        |> findColumn(fn: (key) => true, column: "name")

// A pattern is looked up by the store; `contains` would take every asset through Flux.
these = regexp.compile(v: "^(" + strings.joinStr(arr: worst, v: "|") + ")$")

ranked =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk")
        |> filter(fn: (r) => r._field == "risk" or r._field == "level" or r._field == "reason")
        |> filter(fn: (r) => r.asset =~ these and exists r.asset_class and exists r.site)
        |> last()
        |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
        |> group()

// An open episode is written again at least hourly.
faults =
    from(bucket: "health")
        |> range(start: date.sub(d: 1h, from: v.timeRangeStart), stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "fault" and r.asset =~ these and exists r.episode)
        |> filter(fn: (r) => r._field != "against" and r._field != "description")
        |> last()
        |> pivot(rowKey: ["_time", "asset", "episode"], columnKey: ["_field"], valueColumn: "_value")
        |> filter(fn: (r) => r.state == "raised")
        |> group()
        |> map(
            fn: (r) =>
                ({
                    asset: r.asset,
                    action: r.recommendation,
                    mode: if exists r.mode then r.mode else "unknown",
                    confidence: if exists r.confidence then r.confidence else 0.0,
                    weight: 1.0 + r.risk,
                }),
        )

diagnosed =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "diagnosis" and r.asset =~ these)
        |> filter(fn: (r) => r._field == "action" or r._field == "mode" or r._field == "confidence")
        |> last()
        |> pivot(rowKey: ["_time", "asset"], columnKey: ["_field"], valueColumn: "_value")
        |> group()
        |> rename(columns: {_time: "said"})

// It is said again every ten minutes: an older one is of another trouble.
diagnoses =
    join(tables: {ranked: ranked, diagnosed: diagnosed}, on: ["asset"])
        |> filter(fn: (r) => r.said >= date.sub(d: 15m, from: r._time))
        |> map(fn: (r) => ({asset: r.asset, action: r.action, mode: r.mode, confidence: r.confidence, weight: 0.0}))

// An asset that nothing is known of must not be lost in the join.
nothing =
    ranked
        |> map(fn: (r) => ({asset: r.asset, action: "", mode: "unknown", confidence: 0.0, weight: -1.0}))

advice =
    union(tables: [faults, diagnoses, nothing])
        |> group(columns: ["asset"])
        |> top(n: 1, columns: ["weight"])
        |> group()

// Prognosis and condition are written together. What is not known any more keeps the time at which it was.
later = (time, hours) => int(v: time) / 1000000 + int(v: hours * 3600000.0)
foreseen =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "prognosis" or r._measurement == "condition")
        |> filter(fn: (r) => r._field =~ /^(method|rul_low_h|rul_high_h|p_fail_30d|health|status)$/ and r.asset =~ these)
        |> last()
        |> drop(columns: ["_measurement"])
        |> pivot(rowKey: ["_time", "asset"], columnKey: ["_field"], valueColumn: "_value")
        |> filter(fn: (r) => exists r.method or exists r.status)
        |> group()
        |> map(
            fn: (r) =>
                ({
                    asset: r.asset,
                    said: int(v: r._time),
                    status: if exists r.status then r.status else "unknown",
                    health: if exists r.health then r.health else -1.0,
                    low_ms: if exists r.rul_low_h then later(time: r._time, hours: r.rul_low_h) else -1,
                    high_ms: if exists r.rul_high_h then later(time: r._time, hours: r.rul_high_h) else -1,
                    p_fail_30d: if exists r.p_fail_30d then r.p_fail_30d else -1.0,
                }),
        )

unforeseen =
    ranked
        |> map(
            fn: (r) =>
                ({
                    asset: r.asset,
                    said: 0,
                    status: "unknown",
                    health: -1.0,
                    low_ms: -1,
                    high_ms: -1,
                    p_fail_30d: -1.0,
                }),
        )

outlooks =
    union(tables: [foreseen, unforeseen])
        |> group(columns: ["asset"])
        |> top(n: 1, columns: ["said"])
        |> group()

criticality =
    weighted
        |> filter(fn: (r) => r.asset =~ these)
        |> map(
            fn: (r) =>
                ({
                    asset: r.asset,
                    criticality: if r.weight > 1.0 then "high" else if r.weight < 1.0 then "low" else "medium",
                    weighted_risk: r.weighted_risk,
                }),
        )

known = join(tables: {ranked: ranked, criticality: criticality}, on: ["asset"])

join(tables: {told: join(tables: {known: known, advice: advice}, on: ["asset"]), outlooks: outlooks}, on: ["asset"])
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                asset: r.asset,
                asset_class: r.asset_class,
                site: r.site,
                risk: r.risk,
                criticality: r.criticality,
                weighted_risk: r.weighted_risk,
                level: r.level,
                priority:
                    if r.level >= 3 then
                        "now"
                    else if r.level == 2 then
                        "this shift"
                    else if r.level == 1 then
                        "this week"
                    else
                        "none",
                reason: r.reason,
                action: if r.level > 0 then r.action else "",
                likely:
                    if r.level > 0 and r.confidence > 0.0 then
                        strings.replaceAll(v: r.mode, t: "_", u: " ") + " (" + string(v: int(v: r.confidence * 100.0 + 0.5))
                            +
                            " %)"
                    else
                        "",
                status: r.status,
                health: r.health,
                low_ms: r.low_ms,
                high_ms: r.high_ms,
                p_fail_30d: r.p_fail_30d,
            }),
    )
    |> sort(columns: ["weighted_risk"], desc: true)
