// Fault episodes of all assets in the range, each with its newest state.
// Columns: _time, asset, asset_class, site, code, severity, episode, state (raised, cleared), risk, observed, limit,
// description, recommendation, mode (unknown where nothing points at one), confidence (0..1), against.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault" and exists r.asset and exists r.asset_class and exists r.site)
    |> filter(fn: (r) => exists r.code and exists r.severity and exists r.episode)
    |> last()
    |> pivot(
        rowKey: ["_time", "asset", "asset_class", "site", "code", "severity", "episode"],
        columnKey: ["_field"],
        valueColumn: "_value",
    )
    |> group()
