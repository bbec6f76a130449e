// Fault episodes that are open, each with its newest event; a worker without memory goes on from them.
// Columns: _time, asset, asset_class, site, code, severity, episode, and one column a field.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault")
    |> last()
    |> pivot(
        rowKey: ["_time", "asset", "asset_class", "site", "code", "severity", "episode"],
        columnKey: ["_field"],
        valueColumn: "_value",
    )
    |> group()
    |> filter(fn: (r) => r.state == "raised")
