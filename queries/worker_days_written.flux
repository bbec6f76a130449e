// When the days begin of which facts are written, in the range.
// Columns: _time.
from(bucket: "rollup")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fleet_day" and r._field == "alarms")
    |> group(columns: ["_time"])
    |> first()
    |> group()
    |> keep(columns: ["_time"])
