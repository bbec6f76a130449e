// Engine speed of one vehicle (an electric one's motor speed), the highest of each window.
// Columns: _time, _value (rpm, empty where it was silent: no line is drawn there), _field (engine_rpm, motor_rpm).
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r.asset == "$asset" and exists r.asset_class)
    |> filter(fn: (r) => r._field == "engine_rpm" or r._field == "motor_rpm")
    |> aggregateWindow(every: v.windowPeriod, fn: max, createEmpty: true)
    |> keep(columns: ["_time", "_value", "_field"])
