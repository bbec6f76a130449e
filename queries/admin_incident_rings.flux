// When what an incident is, how bad it is and what it is told as were first so, of each incident in the range, a value a
// row: so little is left of a month, in which one that stays open is written hundreds of times.
// Columns: _time, _field (state, severity, code, signal, quiet, opened, ended), _value, asset, asset_class, site, incident.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "incident")
    |> filter(fn: (r) => r._field =~ /^(state|severity|code|signal|quiet|opened|ended)$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site and exists r.incident)
    |> unique(column: "_value")
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
