// Speed of one vehicle against the limit of its road, the highest of each window.
// Columns: _time, _value (km/h, empty where it was silent: no line is drawn there), _field (speed_kmh, speed_limit_kmh).
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r.asset == "$asset" and exists r.asset_class)
    |> filter(fn: (r) => r._field == "speed_kmh" or r._field == "speed_limit_kmh")
    |> aggregateWindow(every: v.windowPeriod, fn: max, createEmpty: true)
    |> keep(columns: ["_time", "_value", "_field"])
