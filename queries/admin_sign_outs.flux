// Sessions of the admin that were signed out in the range.
// Columns: _time, _value (what names the session).
from(bucket: "config")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "audit" and r.action == "sign_out" and r._field == "target")
    |> keep(columns: ["_time", "_value"])
