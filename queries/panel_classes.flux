// Every class of the assets that were scored in the range, by name: the choices of the variable `class`.
// Columns: asset_class.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r._field == "level")
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> last()
    |> group()
    |> distinct(column: "asset_class")
    |> rename(columns: {_value: "asset_class"})
    |> sort(columns: ["asset_class"])
