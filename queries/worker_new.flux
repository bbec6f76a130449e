// Everything measured in the range, of all assets or of some; run states come as strings.
// Columns: _time, _value, and those that tell the series of the source apart.
from(bucket: "$bucket")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => ${rows:raw})
    |> keep(columns: ["_time", "_value", ${columns:doublequote}])
