// Every vehicle of the chosen sites that told its position in the range, by name: the choices of the variable `asset`.
// Columns: asset.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r._field == "lat" and r.site =~ /^${site:regex}$/ and exists r.asset and exists r.site)
    |> last()
    |> group()
    |> keep(columns: ["asset"])
    |> sort(columns: ["asset"])
