// The mean of the newest minute of every signal of some assets, as the worker read it, whatever bucket that was in.
// Columns: _time, _value, _field (the signal), asset, asset_class, site.
from(bucket: "rollup")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry_1m" and r._field == "mean" and r.asset =~ /^${assets:regex}$/)
    |> filter(fn: (r) => exists r.asset_class and exists r.signal)
    |> last()
    |> drop(columns: ["_start", "_stop", "_measurement", "_field"])
    |> rename(columns: {signal: "_field"})
