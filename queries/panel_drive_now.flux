// How one vehicle is driven now: its newest values.
// Columns: speed_kmh, rpm (of the engine, or of an electric vehicle's motor), gear (empty where it has none), road (urban,
// rural, highway, unknown), limit_kmh (empty where no limit is told), charge_pct (fuel level or state of charge).
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r.asset == "$asset" and exists r.asset_class)
    |> filter(
        fn: (r) => r._field =~ /^(speed_kmh|speed_limit_kmh|engine_rpm|motor_rpm|gear|fuel_level_pct|soc_pct)$/,
    )
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
                    if not exists r.speed_limit_kmh then
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
