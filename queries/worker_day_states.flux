// In how many minutes of the range some assets were in each run state, by the last that each minute told.
// Columns: _value, state, asset, asset_class, site.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r._field == "run_state")
    |> filter(fn: (r) => r.asset =~ /^${assets:regex}$/ and exists r.asset_class and exists r.site)
    |> aggregateWindow(every: 1m, fn: last, createEmpty: false)
    |> duplicate(column: "_value", as: "state")
    |> group(columns: ["asset", "asset_class", "site", "state"])
    |> count()
