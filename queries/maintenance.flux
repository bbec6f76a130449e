// Every piece of maintenance ever told; of each asset the one that ends last is in force.
// Columns: _time (when it was told), asset, from, until (RFC 3339), what, actor, signals (comma-separated), relearn.
from(bucket: "config")
    |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "maintenance")
    |> pivot(rowKey: ["_time", "asset"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> sort(columns: ["asset", "_time"])
