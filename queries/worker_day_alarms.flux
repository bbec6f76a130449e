// The events of the episodes of some assets in the range.
// Columns: _time, _value (raised or cleared), asset, asset_class, site, episode.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault" and r._field == "state")
    |> filter(fn: (r) => r.asset =~ /^${assets:regex}$/ and exists r.asset_class and exists r.site)
    |> filter(fn: (r) => exists r.episode)
    |> keep(
        columns: [
            "_time",
            "_value",
            "asset",
            "asset_class",
            "site",
            "episode",
        ],
    )
