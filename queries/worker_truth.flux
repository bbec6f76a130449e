// When simulated faults failed, and when they were repaired.
// Columns: _time (when that was first said), _value (failed, repaired), asset, asset_class, site, mode, episode.
truth =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "truth" and r._field == "phase")
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> filter(fn: (r) => exists r.mode and exists r.episode)

union(
    tables: [
        truth |> filter(fn: (r) => r._value == "failed") |> first(),
        truth |> filter(fn: (r) => r._value == "repaired") |> first(),
    ],
)
    |> keep(columns: ["_time", "_value", "asset", "asset_class", "site", "mode", "episode"])
