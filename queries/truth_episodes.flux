// Faults that a simulator injected, each with its newest phase: the truth to judge alarms by.
// Columns: _time, asset, asset_class, site, mode, episode, severity (0..1), phase.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "truth" and exists r.asset and exists r.asset_class and exists r.site)
    |> filter(fn: (r) => exists r.mode and exists r.episode)
    |> last()
    |> pivot(
        rowKey: ["_time", "asset", "asset_class", "site", "mode", "episode"],
        columnKey: ["_field"],
        valueColumn: "_value",
    )
    |> group()
