// Everything measured in the range, as the worker reads it at every tick; run states come as strings.
// Columns: _time, _value, _field, asset, asset_class, site.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry")
    |> keep(columns: ["_time", "_value", "_field", "asset", "asset_class", "site"])
