// When each fault episode in the range was first written and when it cleared, and its signal, a value a row.
// Columns: _time, _field (state, signal), _value, asset, asset_class, site, code, severity, episode.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault" and (r._field == "state" or r._field == "signal"))
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> filter(fn: (r) => exists r.code and exists r.severity and exists r.episode)
    |> unique(column: "_value")
    |> keep(
        columns: [
            "_time",
            "_field",
            "_value",
            "asset",
            "asset_class",
            "site",
            "code",
            "severity",
            "episode",
        ],
    )
