// All points of incidents in the range, a value a row.
// Columns: _time, _field, _value, asset, asset_class, site, incident.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "incident")
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site and exists r.incident)
    |> keep(
        columns: [
            "_time",
            "_field",
            "_value",
            "asset",
            "asset_class",
            "site",
            "incident",
        ],
    )
