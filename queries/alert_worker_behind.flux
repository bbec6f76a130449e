// How much telemetry the worker has still to read: 0 where it is at the present, however quiet the fleet.
// Columns: _time, _value (seconds), component.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "worker" and exists r.component and r._field == "behind_s")
    |> group(columns: ["component"])
    |> keep(columns: ["_time", "_value", "component"])
