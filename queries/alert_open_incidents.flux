// How bad each open incident is, but for those that people answered so that nobody is to be told. The words that a message
// needs are in the group key, where they become labels: they are those of the episode that it began with, or that made it
// worse, so an alert keeps its identity in between.
// Columns: _time, _value (1 advisory, 2 warning, 3 critical, 4 critical and a danger to people, as the asset's class
// says of the code), asset, asset_class, site, incident, code, severity, signal (or unknown), reading (what was
// observed, and the limit that it passed, or that there was none), risk (0..100, when it was raised), description,
// recommendation, likely (failure mode with its confidence, or unknown).
import "math"
import "strings"

rounded = (x) => string(v: math.round(x: x * 100.0) / 100.0)

from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "incident")
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site and exists r.incident)
    |> filter(
        fn: (r) =>
            contains(
                value: r._field,
                set: [
                    "state",
                    "severity",
                    "danger",
                    "code",
                    "signal",
                    "observed",
                    "limit",
                    "risk",
                    "description",
                    "recommendation",
                    "mode",
                    "confidence",
                    "quiet",
                ],
            ),
    )
    |> last()
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site", "incident"], columnKey: ["_field"], valueColumn: "_value")
    |> filter(fn: (r) => exists r.state and r.state == "open" and exists r.severity and exists r.code)
    |> filter(fn: (r) => not exists r.quiet or not r.quiet)
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                asset: r.asset,
                asset_class: r.asset_class,
                site: r.site,
                incident: r.incident,
                code: r.code,
                severity: r.severity,
                description: if exists r.description then r.description else "",
                recommendation: if exists r.recommendation then r.recommendation else "",
                _value:
                    if r.severity == "critical" and exists r.danger and r.danger then
                        4.0
                    else if r.severity == "critical" then
                        3.0
                    else if r.severity == "warning" then
                        2.0
                    else
                        1.0,
                signal: if exists r.signal and r.signal != "" then r.signal else "unknown",
                reading:
                    if exists r.observed and exists r.limit then
                        "observed " + rounded(x: r.observed) + ", limit " + rounded(x: r.limit)
                    else
                        "no reading",
                risk: if exists r.risk then string(v: int(v: math.round(x: r.risk))) else "unknown",
                likely:
                    if exists r.mode and r.mode != "unknown" and exists r.confidence and r.confidence > 0.0 then
                        strings.replaceAll(v: r.mode, t: "_", u: " ") + " (" + string(v: int(v: r.confidence * 100.0 + 0.5))
                            +
                            " %)"
                    else
                        "unknown",
            }),
    )
    |> group(
        columns: [
            "asset",
            "asset_class",
            "site",
            "incident",
            "code",
            "severity",
            "signal",
            "reading",
            "risk",
            "description",
            "recommendation",
            "likely",
        ],
    )
