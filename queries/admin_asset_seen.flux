// When one asset last sent anything, whatever it was; what was judged was heard of, wherever it lies.
// Columns: _time, asset, asset_class, site ((none) where no line says it).
judged =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "level" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> last()
        |> keep(columns: ["_time", "asset", "asset_class", "site"])
        |> group()

sent =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and r.asset == "$asset" and exists r.asset_class)
        |> last()
        |> keep(columns: ["_time", "asset", "asset_class", "site"])
        |> map(fn: (r) => ({r with site: if exists r.site then r.site else "(none)"}))
        |> group()

union(tables: [judged, sent])
    |> group(columns: ["asset"])
    |> max(column: "_time")
    |> group()
