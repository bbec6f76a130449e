// What Grafana's alerting sent, where it was kept in the store, the newest first.
// Columns: _time, status (firing, resolved), title, message, and asset, where it is about one.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "notification")
    |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> sort(columns: ["_time"], desc: true)
    |> limit(n: 50)
