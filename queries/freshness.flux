// When each asset last sent anything, whatever it was.
// Columns: _time (to half a minute), due (when its next value is due; _time where its values come often), asset, asset_class, site ((none) where no line says it).
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

heard
    |> keep(columns: ["_time", "due", "asset", "asset_class", "site"])
    |> sort(columns: ["asset"])
