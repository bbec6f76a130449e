// What is exported of a range, a value a row; a program cuts the range so that each answer is small.
// Columns: _time, _value, _field, and the tags of the measurement.
from(bucket: "$bucket")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => ${rows:raw})
    |> filter(fn: (r) => exists r.asset and exists r.asset_class)
    |> keep(columns: ["_time", "_value", "_field", ${tags:doublequote}])
