// The newest risk of every asset with one in the range, a value a row.
// Columns: _time, _field (risk, level, band, health, top_signal, reason), _value, asset, asset_class, site.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "risk")
    |> filter(fn: (r) => r._field =~ /^(risk|level|band|health|top_signal|reason)$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> last()
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
