// The mean of each window of the signals that say what an asset was asked to do: heat follows them by minutes.
// Columns: _time (end of the window), _value, _field, asset, asset_class, site.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r.asset_class == "$asset_class" and r.asset =~ /^${assets:regex}$/ and r._field =~ /^${signals:regex}$/)
    |> aggregateWindow(every: v.windowPeriod, fn: mean, createEmpty: false)
    |> keep(columns: ["_time", "_value", "_field", "asset", "asset_class", "site"])
