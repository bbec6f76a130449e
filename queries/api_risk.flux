// The newest risks of one asset in the range with their reasons, so many at most.
// Columns: _time, _value, _field (risk, level, band, health, top_signal, reason, contribution_<signal>).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r.asset == "$asset" and exists r.asset_class and exists r.site)
    |> sort(columns: ["_time"], desc: true)
    |> limit(n: int(v: "$most"))
    |> drop(columns: ["_start", "_stop", "_measurement", "asset", "asset_class", "site"])
