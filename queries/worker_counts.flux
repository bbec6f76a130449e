// How many values of each signal the store has in each window: where it has more than the worker saw, points came late.
// Columns: _time (end of the window), _value (count), and those that tell the series of the source apart.
from(bucket: "$bucket")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => ${rows:raw})
    |> aggregateWindow(every: v.windowPeriod, fn: count, createEmpty: false)
    |> keep(columns: ["_time", "_value", ${columns:doublequote}])
