// The newest report of the worker.
// Columns: component, age_s (how old it is), and one column a figure: lag_s, behind_s, points_per_s, series, assets, ...
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "worker" and exists r.component)
    |> last()
    |> pivot(rowKey: ["_time", "component"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> map(fn: (r) => ({r with age_s: float(v: int(v: v.timeRangeStop) - int(v: r._time)) / 1000000000.0}))
    |> sort(columns: ["_time"])
    |> tail(n: 1)
