// The same of some assets.
// Columns: _time, _field (criticality, weight, retired), _value, asset.
from(bucket: "config")
    |> range(start: 0, stop: 2200-01-01T00:00:00Z)
    |> filter(fn: (r) => r._measurement == "asset" and r.asset =~ /^${assets:regex}$/)
    |> filter(fn: (r) => r._field == "criticality" or r._field == "weight" or r._field == "retired")
    |> last()
    |> keep(columns: ["_time", "_field", "_value", "asset"])
