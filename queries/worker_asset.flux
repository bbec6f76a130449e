// Everything that some assets measured in the range; the worker reads it where late points have come in.
// Columns: _time, _value, _field, asset, asset_class, site.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r.asset =~ /^${assets:regex}$/)
    |> keep(columns: ["_time", "_value", "_field", "asset", "asset_class", "site"])
