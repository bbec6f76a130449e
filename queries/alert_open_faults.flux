// How bad each open fault episode is, with the words that a message needs in the group key, where they become labels:
// they are fixed when the episode is raised, so an alert keeps its identity for the whole episode.
// Columns: _time, _value (1 advisory, 2 warning, 3 critical, 4 critical and a danger to people, as the asset's class
// says of the code), asset, asset_class, site, code, severity, episode, signal (or unknown), reading (what was observed,
// and the limit that it passed, or that there was none), risk (0..100, when it was raised), description,
// recommendation, likely (failure mode with its confidence, or unknown).
import "math"
import "strings"

rounded = (x) => string(v: math.round(x: x * 100.0) / 100.0)

from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault" and r._field != "against" and exists r.asset and exists r.asset_class and exists r.site)
    |> filter(fn: (r) => exists r.code and exists r.severity and exists r.episode)
    |> last()
    |> pivot(
        rowKey: ["_time", "asset", "asset_class", "site", "code", "severity", "episode"],
        columnKey: ["_field"],
        valueColumn: "_value",
    )
    |> filter(fn: (r) => r.state == "raised")
    |> map(
        fn: (r) =>
            ({r with
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
                    if exists r.confidence and r.confidence > 0.0 then
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
            "code",
            "severity",
            "episode",
            "signal",
            "reading",
            "risk",
            "description",
            "recommendation",
            "likely",
        ],
    )
    |> keep(
        columns: [
            "_time",
            "_value",
            "asset",
            "asset_class",
            "site",
            "code",
            "severity",
            "episode",
            "signal",
            "reading",
            "risk",
            "description",
            "recommendation",
            "likely",
        ],
    )
