// Every version of one asset of the registry, at whatever site, one value a row.
// Columns: _time, _field (see measurement `asset`), _value, asset, asset_class, site.
from(bucket: "config")
    |> range(start: 0, stop: 2200-01-01T00:00:00Z)
    |> filter(fn: (r) => r._measurement == "asset" and r.asset == "$asset")
    |> drop(columns: ["_start", "_stop", "_measurement"])
