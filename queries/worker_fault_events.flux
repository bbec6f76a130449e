// The first and the newest event of each fault episode, a value a row: incidents are put together from them.
// Columns: _time, _field, _value, asset, asset_class, site, code, severity, episode.
events = () =>
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "fault")
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> filter(fn: (r) => exists r.code and exists r.severity and exists r.episode)

union(tables: [events() |> first(), events() |> last()])
    |> keep(
        columns: [
            "_time",
            "_field",
            "_value",
            "asset",
            "asset_class",
            "site",
            "code",
            "severity",
            "episode",
        ],
    )
