// How simulated lives ended that were looked at already; telemetry, and what is true of it, is kept for a month only.
// Columns: _time, failed (false: it was repaired), mode, asset, asset_class, site.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "outcome")
    |> filter(fn: (r) => r._field == "failed" or r._field == "mode" or r._field == "source")
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> filter(fn: (r) => r.source == "truth")
    |> keep(columns: ["_time", "failed", "mode", "asset", "asset_class", "site"])
