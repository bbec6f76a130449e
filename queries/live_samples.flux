// The newest value of everything that some assets sent in the range.
// Columns: _time, _field, _value, asset, asset_class, site.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r.asset =~ /^${assets:regex}$/ and exists r.asset_class)
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
