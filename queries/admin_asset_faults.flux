// Fault episodes of some assets in the range, each with its newest state.
// Columns: those of admin_faults.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault" and r.asset =~ /^${assets:regex}$/ and exists r.asset_class and exists r.site)
    |> filter(fn: (r) => exists r.code and exists r.severity and exists r.episode)
    |> last()
    |> pivot(
        rowKey: ["_time", "asset", "asset_class", "site", "code", "severity", "episode"],
        columnKey: ["_field"],
        valueColumn: "_value",
    )
    |> group()
