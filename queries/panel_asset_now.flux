// How one asset is: its newest risk.
// Columns: level (0..3), risk (0..100), health (0..100).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r.asset == "$asset")
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> filter(fn: (r) => r._field == "level" or r._field == "risk" or r._field == "health")
    |> last()
    |> toFloat()
    |> group()
    |> pivot(rowKey: ["asset"], columnKey: ["_field"], valueColumn: "_value")
