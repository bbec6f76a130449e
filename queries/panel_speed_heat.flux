// Where the vehicles of the chosen sites move, and how fast: the heat of each place. Who stands still adds none.
// Columns: _time, lat, lon (degrees), speed_kmh, heat (speed over 130 km/h; at least 0.2, at least 0.9 where it is more
// than 5 km/h above the road's limit or above 161 km/h, at most 1).
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and exists r.asset and exists r.asset_class)
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ or not exists r.site)
    |> filter(
        fn: (r) => r._field == "lat" or r._field == "lon" or r._field == "speed_kmh" or r._field == "speed_limit_kmh",
    )
    |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false)
    |> filter(fn: (r) => (if exists r.site then r.site else "(none)") =~ /^${site:regex}$/)
    |> pivot(rowKey: ["_time", "asset"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> filter(fn: (r) => exists r.lat and exists r.lon and r.speed_kmh > 0.0)
    |> map(
        fn: (r) => {
            limit = if exists r.speed_limit_kmh then r.speed_limit_kmh + 5.0 else 161.0
            least = if r.speed_kmh > limit or r.speed_kmh > 161.0 then 0.9 else 0.2
            share = r.speed_kmh / 130.0
            high = if share > least then share else least

            return {
                _time: r._time,
                lat: r.lat,
                lon: r.lon,
                speed_kmh: r.speed_kmh,
                heat: if high > 1.0 then 1.0 else high,
            }
        },
    )
