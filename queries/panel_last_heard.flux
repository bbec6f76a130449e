// The hundred assets that have been silent for longest, by when each last sent anything.
// Columns: _time, asset, asset_class, site, silent_s (seconds until now).
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r._field == "run_state")
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> last()
    |> group()
    |> keep(columns: ["_time", "asset", "asset_class", "site"])
    |> sort(columns: ["_time"])
    |> limit(n: 100)
    |> map(fn: (r) => ({r with silent_s: float(v: int(v: now()) - int(v: r._time)) / 1000000000.0}))
