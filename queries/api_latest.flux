// The newest value of everything that some assets send: signals of every role, run states.
// Columns: _time, _value, _field, asset, asset_class, site.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r.asset =~ /^${assets:regex}$/ and exists r.asset_class)
    |> last()
    |> drop(columns: ["_start", "_stop", "_measurement"])
