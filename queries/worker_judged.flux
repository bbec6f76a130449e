// When the risk of each asset was first and last written in the range.
// Columns: _time, _value (level), asset, asset_class, site.
levels =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "level")
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)

union(tables: [levels |> first(), levels |> last()])
    |> keep(columns: ["_time", "_value", "asset", "asset_class", "site"])
