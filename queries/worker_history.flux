// History thinned out: the last moment of each window, so that values that belong together stay together.
// Columns: _time (end of the window), _value, and those that tell the series of the source apart.
from(bucket: "$bucket")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => ${rows:raw})
    |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false)
    |> keep(columns: ["_time", "_value", ${columns:doublequote}])
