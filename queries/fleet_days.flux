// The facts of the days of assets (all, or those that a pattern names) that begin in the range, a value a row.
// Columns: _time (begin of the day where the asset stands), _field, _value, asset, asset_class, site.
from(bucket: "rollup")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fleet_day" and r.asset =~ /^${named:raw}$/)
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> keep(
        columns: [
            "_time",
            "_field",
            "_value",
            "asset",
            "asset_class",
            "site",
        ],
    )
