// The newest samples of one asset in the range, so many of each field at most.
// Columns: _time, _value, _field, asset_class, site.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r.asset == "$asset" and exists r.asset_class)
    |> filter(fn: (r) => r._field =~ /^${named:raw}$/)
    |> sort(columns: ["_time"], desc: true)
    |> limit(n: int(v: "$most"))
    |> drop(columns: ["_start", "_stop", "_measurement", "asset"])
