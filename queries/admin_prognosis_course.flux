// What was followed of one asset to say when it fails, over time: the last of each window.
// Columns: _time, indicator (a signal or a failure mode), value (the indicator's unit; of a mode 0 sound to 1 failed).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "prognosis" and (r._field == "indicator" or r._field == "value"))
    |> filter(fn: (r) => r.asset == "$asset" and exists r.asset_class and exists r.site)
    |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false)
    |> pivot(rowKey: ["_time", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
