// How long each asset that was heard of in the range has been silent. One whose last run state is `off` is parked, and
// may be silent; one that the registry has retired is left out.
// Columns: _time, _value (seconds since its newest sample), asset, asset_class, site.
retired =
    from(bucket: "config")
        |> range(start: 0)
        |> filter(fn: (r) => r._measurement == "asset" and r._field == "retired" and exists r.asset)
        |> last()
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

from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry")
    |> filter(fn: (r) => exists r.asset and exists r.asset_class)
    |> last()
    |> keep(columns: ["_time", "asset", "asset_class", "site"])
    |> group(columns: ["asset"])
    |> max(column: "_time")
    |> map(fn: (r) => ({r with site: if exists r.site then r.site else "(none)"}))
    |> filter(fn: (r) => not contains(value: r.asset, set: parked) and not contains(value: r.asset, set: retired))
    |> group(columns: ["asset", "asset_class", "site"])
    |> map(
        fn: (r) =>
            ({r with _value: float(v: int(v: v.timeRangeStop) - int(v: r._time)) / 1000000000.0, _time: v.timeRangeStop}),
    )
