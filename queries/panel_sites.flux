// Every site that sent anything in the range, by name: the choices of the variable `site`.
// Columns: site.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r._field == "run_state" and exists r.site)
    |> last()
    |> group()
    |> distinct(column: "site")
    |> rename(columns: {_value: "site"})
    |> sort(columns: ["site"])
