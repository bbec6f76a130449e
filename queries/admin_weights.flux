// How much every asset of the registry matters, and whether it is retired: no more than what ranks a fleet, one value a row.
// Columns: _time, _field (criticality, weight, retired), _value, asset.
from(bucket: "config")
    |> range(start: 0, stop: 2200-01-01T00:00:00Z)
    |> filter(fn: (r) => r._measurement == "asset" and exists r.asset)
    |> filter(fn: (r) => r._field == "criticality" or r._field == "weight" or r._field == "retired")
    |> last()
    |> keep(columns: ["_time", "_field", "_value", "asset"])
