// Where one vehicle went, and how fast.
// Columns: _time, lat, lon (degrees), speed_kmh.
sent =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and r.asset == "$asset" and exists r.asset_class)
        |> filter(fn: (r) => r._field == "lat" or r._field == "lon" or r._field == "speed_kmh")

// What lies in buckets of others is seen as the worker read it, minute by minute.
minutes =
    from(bucket: "rollup")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry_1m" and r._field == "mean" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.signal)
        |> filter(fn: (r) => r.signal == "lat" or r.signal == "lon" or r.signal == "speed_kmh")
        |> drop(columns: ["_field"])
        |> rename(columns: {signal: "_field"})

heard = sent |> last() |> group() |> findColumn(fn: (key) => true, column: "_field")

found = if length(arr: heard) > 0 then sent else minutes

found
    |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false)
    |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> filter(fn: (r) => exists r.lat and exists r.lon)
    |> keep(columns: ["_time", "lat", "lon", "speed_kmh"])
    |> sort(columns: ["_time"])
