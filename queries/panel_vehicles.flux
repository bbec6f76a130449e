// Every vehicle of the chosen sites that told its position in the range, by name: the choices of the variable `asset`.
// Columns: asset.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r._field == "lat" and exists r.asset and exists r.asset_class)
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ or not exists r.site)
    |> last()
    |> filter(fn: (r) => (if exists r.site then r.site else "(none)") =~ /^${site:regex}$/)
    |> group()
    |> keep(columns: ["asset"])
    |> sort(columns: ["asset"])
