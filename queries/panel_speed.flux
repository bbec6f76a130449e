// Speed of one vehicle against the limit of its road, the highest of each window.
// Columns: _time, _value (km/h, empty where it was silent: no line is drawn there), _field (speed_kmh, speed_limit_kmh).
sent =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and r.asset == "$asset" and exists r.asset_class)
        |> filter(fn: (r) => r._field == "speed_kmh" or r._field == "speed_limit_kmh")

// What lies in buckets of others is seen as the worker read it, minute by minute.
minutes =
    from(bucket: "rollup")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry_1m" and r._field == "max" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.signal)
        |> filter(fn: (r) => r.signal == "speed_kmh" or r.signal == "speed_limit_kmh")
        |> drop(columns: ["_field"])
        |> rename(columns: {signal: "_field"})

heard = sent |> last() |> group() |> findColumn(fn: (key) => true, column: "_field")

found = if length(arr: heard) > 0 then sent else minutes

window = if length(arr: heard) == 0 and int(v: v.windowPeriod) < int(v: 1m) then 1m else v.windowPeriod

found
    |> aggregateWindow(every: window, fn: max, createEmpty: true)
    |> keep(columns: ["_time", "_value", "_field"])
