// How long each asset that was heard of in the range has been silent; one whose values come seldom, since when its next
// one was due. One whose last run state is `off` is parked, and may be silent; one that the registry has retired is left
// out. What lies in buckets of others is told by the worker.
// Columns: _time, _value (seconds since its newest sample, or since the next was due), asset, asset_class, site.
import "date"

// The newest row counts, at whatever site: an asset that was retired at one and works at another may not be silent.
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

parked =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and r._field == "run_state" and exists r.asset)
        |> last()
        |> filter(fn: (r) => r._value == "off")
        |> group()
        |> findColumn(fn: (key) => true, column: "asset")

// A range may begin at a duration before now, which no time can be compared with.
since = date.sub(d: 1s, from: v.timeRangeStart)

// A value a day is due five days later at the latest, and is told of for a range from then on.
presence = (field) =>
    from(bucket: "health")
        |> range(start: date.sub(d: 7d, from: v.timeRangeStart), stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "presence" and r._field == field)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> last()

at_rest =
    presence(field: "parked")
        |> filter(fn: (r) => r._value)
        |> group()
        |> findColumn(fn: (key) => true, column: "asset")

told =
    presence(field: "patience_s")
        |> map(fn: (r) => ({r with due: time(v: int(v: r._time) + int(v: r._value * 1000000000.0))}))
        |> filter(fn: (r) => r.due > since)
        |> keep(columns: ["due", "asset", "asset_class", "site"])
        |> group()

sent =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry")
        |> filter(fn: (r) => exists r.asset and exists r.asset_class)
        |> last()
        |> keep(columns: ["_time", "asset", "asset_class", "site"])
        |> map(
            fn: (r) =>
                ({
                    asset: r.asset,
                    asset_class: r.asset_class,
                    due: r._time,
                    site: if exists r.site then r.site else "(none)",
                }),
        )
        |> group()

union(tables: [told, sent])
    |> group(columns: ["asset"])
    |> max(column: "due")
    |> filter(
        fn: (r) =>
            not contains(value: r.asset, set: parked) and not contains(value: r.asset, set: at_rest)
                and
                not contains(value: r.asset, set: retired),
    )
    |> group(columns: ["asset", "asset_class", "site"])
    |> map(
        fn: (r) => {
            silent_s = float(v: int(v: v.timeRangeStop) - int(v: r.due)) / 1000000000.0

            return {
                asset: r.asset,
                asset_class: r.asset_class,
                site: r.site,
                _time: v.timeRangeStop,
                _value: if silent_s > 0.0 then silent_s else 0.0,
            }
        },
    )
