// Every asset that was scored in the range, the highest risk first: the choices of the variable `asset`.
// Columns: _value (risk, 0..100), asset.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r._field == "risk")
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> last()
    |> group()
    |> sort(columns: ["_value"], desc: true)
    |> keep(columns: ["asset", "_value"])
