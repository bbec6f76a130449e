// What the registry says of one asset, which may never have sent anything.
// Columns: _time, asset, asset_class, site ((none) where it does not say).
from(bucket: "config")
    |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "asset" and r.asset == "$asset" and exists r.asset_class)
    |> last()
    |> keep(columns: ["_time", "asset", "asset_class", "site"])
    |> map(fn: (r) => ({r with site: if exists r.site then r.site else "(none)"}))
    |> group()
