// Every asset that has scores of one signal in the range, with the highest of them.
// Columns: asset, asset_class, _value (0 as expected, 1 edge of normal).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "score" and r._field == "score" and r.signal == "$signal")
    |> max()
    |> group()
    |> keep(columns: ["asset", "asset_class", "_value"])
    |> sort(columns: ["_value"], desc: true)
