// Incidents of some assets in the range, each by its newest point, a value a row.
// Columns: _time, _field, _value, asset, asset_class, site, incident.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "incident" and r.asset =~ /^${assets:regex}$/)
    |> filter(fn: (r) => exists r.asset_class and exists r.site and exists r.incident)
    |> last()
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
