// Where every asset that tells its position was last, the worst of them last, so that its marker lies on top.
// Columns: asset, lat, lon (degrees), level (0..3), risk (0..100).
positions =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and (r._field == "lat" or r._field == "lon"))
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> last()
        |> keep(columns: ["asset", "_field", "_value"])

judged =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and (r._field == "level" or r._field == "risk"))
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> last()
        |> toFloat()
        |> keep(columns: ["asset", "_field", "_value"])

union(tables: [positions, judged])
    |> group()
    |> pivot(rowKey: ["asset"], columnKey: ["_field"], valueColumn: "_value")
    |> filter(fn: (r) => exists r.lat and exists r.lon and exists r.level)
    |> top(n: 1000, columns: ["level", "risk"])
    |> sort(columns: ["level", "risk"])
