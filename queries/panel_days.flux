// The facts of days of assets, the newest days first, two thousand at most.
// Columns: _time (begin of the day), day, asset, asset_class, site, worked_h, distance_km, energy_kwh, alarms, incidents, alarm_h;
// the first three facts are empty where nothing tells them.
from(bucket: "rollup")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fleet_day")
    |> filter(fn: (r) => r._field =~ /^(day|worked_h|distance_km|energy_kwh|alarms|incidents|alarm_h)$/)
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> filter(fn: (r) => exists r.day)
    |> group()
    |> sort(columns: ["day", "asset"], desc: true)
    |> limit(n: 2000)
    |> keep(
        columns: [
            "_time",
            "day",
            "asset",
            "asset_class",
            "site",
            "worked_h",
            "distance_km",
            "energy_kwh",
            "alarms",
            "incidents",
            "alarm_h",
        ],
    )
