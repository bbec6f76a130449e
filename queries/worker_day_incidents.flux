// When the incidents of some assets began that have a point in the range.
// Columns: _time, _value (begin, ns since 1970), asset, asset_class, site, incident.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "incident" and r._field == "opened")
    |> filter(fn: (r) => r.asset =~ /^${assets:regex}$/ and exists r.asset_class and exists r.site)
    |> filter(fn: (r) => exists r.incident)
    |> last()
    |> keep(
        columns: [
            "_time",
            "_value",
            "asset",
            "asset_class",
            "site",
            "incident",
        ],
    )
