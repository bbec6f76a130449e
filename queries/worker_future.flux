// How many values of each signal lie in the range, which begins in the future: what clocks have sent that are ahead.
// Columns: _time (end of the range), _value (count), and those that tell the series of the source apart.
from(bucket: "$bucket")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => ${rows:raw})
    |> count()
    |> duplicate(column: "_stop", as: "_time")
    |> keep(columns: ["_time", "_value", ${columns:doublequote}])
