// The mean of each window of the signals that say what an asset was asked to do: heat follows them by minutes.
// Columns: _time (end of the window), _value, and those that tell the series of the source apart.
from(bucket: "$bucket")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => ${rows:raw})
    |> aggregateWindow(every: v.windowPeriod, fn: mean, createEmpty: false)
    |> keep(columns: ["_time", "_value", ${columns:doublequote}])
