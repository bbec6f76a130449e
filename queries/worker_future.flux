// How many values of each signal lie in the range, which begins in the future: what clocks have sent that are ahead.
// Columns: _time (end of the range), _value (count), _field, asset, asset_class, site.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r._field != "run_state")
    |> count()
    |> duplicate(column: "_stop", as: "_time")
    |> keep(columns: ["_time", "_value", "_field", "asset", "asset_class", "site"])
