// What each signal adds to the risk of one asset over time; at each moment they add up to the risk.
// Columns: _time, _value (points of risk, 0..100), _field (contribution_<signal>), asset.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r.asset == "$asset" and r._field =~ /^contribution_/)
    |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false)
    |> keep(columns: ["_time", "_value", "_field", "asset"])
