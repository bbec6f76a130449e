// How bad each open fault episode is, with the words that a message needs in the group key, where they become labels:
// they are fixed when the episode is raised, so an alert keeps its identity for the whole episode.
// Columns: _time, _value (level: 1 advisory, 2 warning, 3 critical), asset, asset_class, site, code, severity, episode,
// description, recommendation, likely (failure mode with its confidence, or unknown).
import "strings"

from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault")
    |> filter(
        fn: (r) =>
            r._field == "state" or r._field == "description" or r._field == "recommendation" or r._field == "mode"
                or r._field == "confidence",
    )
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
                _value: if r.severity == "critical" then 3.0 else if r.severity == "warning" then 2.0 else 1.0,
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
            "description",
            "recommendation",
            "likely",
        ],
    )
