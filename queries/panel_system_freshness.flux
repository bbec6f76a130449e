// How many assets were heard of how recently, of those heard of in the range; parked ones were `off` when they last were.
// One whose values come seldom counts from when its next one was due.
// Columns: live (within a minute), delayed (within ten), silent (longer, and not parked), parked (off).
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

parked =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and r._field == "run_state" and exists r.asset)
        |> last()
        |> filter(fn: (r) => r._value == "off")
        |> group()
        |> findColumn(fn: (key) => true, column: "asset")

at_rest =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "presence" and r._field == "parked" and exists r.asset)
        |> last()
        |> filter(fn: (r) => r._value)
        |> group()
        |> findColumn(fn: (key) => true, column: "asset")

heard
    |> map(
        fn: (r) => {
            age = (int(v: v.timeRangeStop) - int(v: r.due)) / 1000000000
            off = contains(value: r.asset, set: parked) or contains(value: r.asset, set: at_rest)

            return {
                live: if age < 60 then 1 else 0,
                delayed: if age >= 60 and age < 600 then 1 else 0,
                silent: if age >= 600 and not off then 1 else 0,
                parked: if age >= 600 and off then 1 else 0,
            }
        },
    )
    |> reduce(
        identity: {live: 0, delayed: 0, silent: 0, parked: 0},
        fn: (r, accumulator) =>
            ({
                live: accumulator.live + r.live,
                delayed: accumulator.delayed + r.delayed,
                silent: accumulator.silent + r.silent,
                parked: accumulator.parked + r.parked,
            }),
    )
