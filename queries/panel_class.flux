// Every class of the assets that were scored in the range, the one with the most assets first: the choices of the variable
// `class` where one is compared with itself.
// Columns: asset_class, asset (how many assets).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk" and r._field == "level")
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> last()
    |> group(columns: ["asset_class"])
    |> count(column: "asset")
    |> group()
    |> sort(columns: ["asset"], desc: true)
