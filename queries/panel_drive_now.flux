// How one vehicle is driven now: its newest values.
// Columns: speed_kmh, rpm (of the engine, or of an electric vehicle's motor), gear (empty where it has none), road (urban,
// rural, highway, unknown), limit_kmh (empty where no limit is told), charge_pct (fuel level or state of charge).
sent =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and r.asset == "$asset" and exists r.asset_class)
        |> filter(fn: (r) => r._field =~ /^(speed_kmh|speed_limit_kmh|engine_rpm|motor_rpm|gear|fuel_level_pct|soc_pct)$/)

// What lies in buckets of others is seen as the worker read it, minute by minute.
minutes =
    from(bucket: "rollup")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry_1m" and r._field == "mean" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.signal)
        |> filter(fn: (r) => r.signal =~ /^(speed_kmh|speed_limit_kmh|engine_rpm|motor_rpm|gear|fuel_level_pct|soc_pct)$/)
        |> drop(columns: ["_field"])
        |> rename(columns: {signal: "_field"})

heard = sent |> last() |> group() |> findColumn(fn: (key) => true, column: "_field")

found = if length(arr: heard) > 0 then sent else minutes

// A vehicle that says its road need not be asked for the limit.
roads =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and r.asset == "$asset" and exists r.asset_class)
        |> filter(fn: (r) => r._field == "road_type" and exists r._value)
        |> last()
        |> group()
        |> findColumn(fn: (key) => true, column: "_value")

found
    |> last()
    |> pivot(rowKey: ["asset"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> map(
        fn: (r) =>
            ({
                speed_kmh: r.speed_kmh,
                rpm: if exists r.engine_rpm then r.engine_rpm else r.motor_rpm,
                gear: r.gear,
                limit_kmh: r.speed_limit_kmh,
                road:
                    if length(arr: roads) > 0 then
                        roads[0]
                    else if not exists r.speed_limit_kmh then
                        "unknown"
                    else if r.speed_limit_kmh < 70.0 then
                        "urban"
                    else if r.speed_limit_kmh < 110.0 then
                        "rural"
                    else
                        "highway",
                charge_pct: if exists r.fuel_level_pct then r.fuel_level_pct else r.soc_pct,
            }),
    )
