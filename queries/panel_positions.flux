// Where every vehicle of the chosen sites was last, with its newest level.
// Columns: asset, lat, lon (degrees), speed_kmh, level (0..3, empty where nothing judged it).
places =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and exists r.asset and exists r.asset_class)
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ or not exists r.site)
        |> filter(fn: (r) => r._field == "lat" or r._field == "lon" or r._field == "speed_kmh")
        |> last()
        |> filter(fn: (r) => (if exists r.site then r.site else "(none)") =~ /^${site:regex}$/)
        |> keep(columns: ["asset", "_field", "_value"])

levels =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "level" and r.site =~ /^${site:regex}$/)
        |> last()
        |> map(fn: (r) => ({asset: r.asset, _field: r._field, _value: float(v: r._value)}))

union(tables: [places, levels])
    |> group()
    |> pivot(rowKey: ["asset"], columnKey: ["_field"], valueColumn: "_value")
    |> filter(fn: (r) => exists r.lat and exists r.lon)
    |> sort(columns: ["asset"])
