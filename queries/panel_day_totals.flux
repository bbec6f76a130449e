// What the assets of sites and classes came to on each day together, the oldest first.
// Columns: day, assets, worked_h, distance_km, energy_kwh, alarm_h, alarms, incidents.
from(bucket: "rollup")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fleet_day")
    |> filter(fn: (r) => r._field =~ /^(day|worked_h|distance_km|energy_kwh|alarms|incidents|alarm_h)$/)
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> filter(fn: (r) => exists r.day)
    |> group(columns: ["day"])
    |> reduce(
        identity: {assets: 0, worked_h: 0.0, distance_km: 0.0, energy_kwh: 0.0, alarm_h: 0.0, alarms: 0, incidents: 0},
        fn: (r, accumulator) =>
            ({
                assets: accumulator.assets + 1,
                worked_h: accumulator.worked_h + (if exists r.worked_h then r.worked_h else 0.0),
                distance_km: accumulator.distance_km + (if exists r.distance_km then r.distance_km else 0.0),
                energy_kwh: accumulator.energy_kwh + (if exists r.energy_kwh then r.energy_kwh else 0.0),
                alarm_h: accumulator.alarm_h + (if exists r.alarm_h then r.alarm_h else 0.0),
                alarms: accumulator.alarms + (if exists r.alarms then r.alarms else 0),
                incidents: accumulator.incidents + (if exists r.incidents then r.incidents else 0),
            }),
    )
    |> group()
    |> sort(columns: ["day"])
