// How one asset is: its newest risk, and the newest condition that is known.
// Columns: level (0..3), risk (0..100), health (0..100).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(
        fn: (r) =>
            r._measurement == "risk" and (r._field == "level" or r._field == "risk")
                or
                r._measurement == "condition" and r._field == "health",
    )
    |> filter(fn: (r) => r.asset == "$asset" and exists r.asset_class and exists r.site)
    |> last()
    |> toFloat()
    |> group()
    |> pivot(rowKey: ["asset"], columnKey: ["_field"], valueColumn: "_value")
