// The newest version of every asset of the registry, one value a row: an asset that moved is two series, of which the
// newer holds. Not pivoted: one odd point would fail all the others with it.
// Columns: _time, _field (see measurement `asset`), _value, asset, asset_class, site.
from(bucket: "config")
    |> range(start: 0, stop: 2200-01-01T00:00:00Z)
    |> filter(fn: (r) => r._measurement == "asset" and exists r.asset)
    |> last()
    |> drop(columns: ["_start", "_stop", "_measurement"])
