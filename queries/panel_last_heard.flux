// The hundred assets in service that have been silent for longest, by when each last sent anything, or when its next value was due.
// Columns: _time, asset, asset_class, site, silent_s (seconds until now; of values that come seldom since one was due).
import "date"

// --- the same wherever it matters when assets were last heard of ---
// A value of any field is a sign of life. Of a large fleet the newest of every field is dear to ask for: while the worker
// keeps up, what it has judged it has heard, of whatever fields; and run states tell of those that it does not judge.
judged =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "level")
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> last()
        |> keep(columns: ["_time", "asset", "asset_class", "site"])
        |> duplicate(column: "_time", as: "due")
        |> group()

// Of what lies in buckets of others, or comes seldom, the worker says how long it may be silent before its next value is due.
told =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "presence" and r._field == "patience_s")
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> last()
        |> map(fn: (r) => ({r with due: time(v: int(v: r._time) + int(v: r._value * 1000000000.0))}))
        |> keep(columns: ["_time", "due", "asset", "asset_class", "site"])
        |> group()

just_now =
    judged
        |> filter(fn: (r) => r._time >= date.sub(d: 1m, from: v.timeRangeStop))
        |> findColumn(fn: (key) => true, column: "asset")

states =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and r._field == "run_state")
        |> filter(fn: (r) => exists r.asset and exists r.asset_class)
        |> last()
        |> keep(columns: ["_time", "asset", "asset_class", "site"])

fields =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry")
        |> filter(fn: (r) => exists r.asset and exists r.asset_class)
        |> last()
        |> keep(columns: ["_time", "asset", "asset_class", "site"])

sent = if length(arr: just_now) > 0 then states else fields

heard =
    union(
        tables: [
            judged,
            told,
            sent
                |> map(fn: (r) => ({r with due: r._time, site: if exists r.site then r.site else "(none)"}))
                |> group(),
        ],
    )
        |> group(columns: ["asset"])
        |> max(column: "due")
        |> group()
// --- until here ---

// The newest row counts, at whatever site.
retired =
    from(bucket: "config")
        |> range(start: 0, stop: 2200-01-01T00:00:00Z)
        |> filter(fn: (r) => r._measurement == "asset" and r._field == "retired" and exists r.asset)
        |> last()
        |> group(columns: ["asset"])
        |> max(column: "_time")
        |> filter(fn: (r) => r._value)
        |> group()
        |> findColumn(fn: (key) => true, column: "asset")

heard
    |> filter(fn: (r) => not contains(value: r.asset, set: retired))
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> sort(columns: ["due"])
    |> limit(n: 100)
    |> map(fn: (r) => ({r with silent_s: float(v: int(v: now()) - int(v: r.due)) / 1000000000.0}))
    |> map(fn: (r) => ({r with silent_s: if r.silent_s > 0.0 then r.silent_s else 0.0}))
    |> keep(columns: ["_time", "asset", "asset_class", "site", "silent_s"])
