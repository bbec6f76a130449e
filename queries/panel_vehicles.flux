// Every vehicle of the chosen sites that told its position in the range, by name: the choices of the variable `asset`.
// Columns: asset.
sent =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and r._field == "lat" and exists r.asset and exists r.asset_class)
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ or not exists r.site)
        |> last()
        |> filter(fn: (r) => (if exists r.site then r.site else "(none)") =~ /^${site:regex}$/)
        |> keep(columns: ["asset"])

// What lies in buckets of others is seen as the worker read it, minute by minute.
minutes =
    from(bucket: "rollup")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry_1m" and r._field == "mean" and exists r.signal and r.signal == "lat")
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/)
        |> last()
        |> keep(columns: ["asset"])

union(tables: [sent, minutes])
    |> group()
    |> unique(column: "asset")
    |> sort(columns: ["asset"])
