// What is to be done about some assets, as their newest diagnosis says.
// Columns: _time, asset, mode (a failure mode, or unknown), action.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "diagnosis" and (r._field == "mode" or r._field == "action"))
    |> filter(fn: (r) => r.asset =~ /^${assets:regex}$/ and exists r.asset_class and exists r.site)
    |> last()
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> keep(columns: ["_time", "asset", "mode", "action"])
