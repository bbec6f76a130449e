// Where one asset belongs, as the registry said last: it may have moved, and may never have sent anything.
// Columns: _time, asset, asset_class, site ((none) where it does not say).
from(bucket: "config")
    |> range(start: 0, stop: 2200-01-01T00:00:00Z)
    |> filter(fn: (r) => r._measurement == "asset" and r.asset == "$asset" and exists r.asset_class)
    |> last()
    |> keep(columns: ["_time", "asset", "asset_class", "site"])
    |> group(columns: ["asset"])
    |> max(column: "_time")
    |> map(fn: (r) => ({r with site: if exists r.site then r.site else "(none)"}))
    |> group()
