// The newest self-monitoring figures of every component.
// Columns: _time, component, and one column a figure.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "worker" and exists r.component)
    |> last()
    |> pivot(rowKey: ["_time", "component"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
