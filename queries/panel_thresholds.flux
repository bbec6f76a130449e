// Threshold rows that are in force, the newest change first: the newest row of each scope and signal, unless it is withdrawn.
// Values become text before the pivot, as a field of another type would fail all the others with it.
// Columns: _time, scope, signal, direction, sensitivity, least, crit_low, warn_low, warn_high, crit_high (in the signal's
// unit; – for none), dwell_s (– for the worker's own), enabled (yes, no), actor, why.
from(bucket: "config")
    |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "threshold" and exists r.scope and exists r.signal)
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                scope: r.scope,
                signal: r.signal,
                _field: r._field,
                _value: string(v: r._value),
            }),
    )
    |> group(columns: ["scope", "signal"])
    |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")
    |> sort(columns: ["_time"])
    |> tail(n: 1)
    |> group()
    |> filter(fn: (r) => not exists r.withdrawn or r.withdrawn != "true")
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                scope: r.scope,
                signal: r.signal,
                direction: if exists r.direction then r.direction else "–",
                sensitivity: if exists r.sensitivity then r.sensitivity else "–",
                least: if exists r.min_deviation then r.min_deviation else "learned",
                crit_low: if exists r.crit_low then r.crit_low else "–",
                warn_low: if exists r.warn_low then r.warn_low else "–",
                warn_high: if exists r.warn_high then r.warn_high else "–",
                crit_high: if exists r.crit_high then r.crit_high else "–",
                dwell_s: if exists r.dwell_s then r.dwell_s else "–",
                enabled: if exists r.enabled and r.enabled == "false" then "no" else "yes",
                actor: if exists r.actor then r.actor else "",
                why: if exists r.why then r.why else "",
            }),
    )
    |> sort(columns: ["_time"], desc: true)
    |> limit(n: 100)
