// Fault episodes that are open, the worst first, a hundred at most.
// Columns: _time (last written), asset, asset_class, site, code, severity, episode, state, risk (0..100 when raised),
// observed and limit (the signal's unit), description, recommendation, mode (in words, unknown where nothing pointed at
// one when it was raised), confidence (0..1), against.
import "date"
import "strings"

// An open episode is written again at least hourly: a range shorter than that must find it too.
from(bucket: "health")
    |> range(start: date.sub(d: 1h, from: v.timeRangeStart), stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault")
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> filter(fn: (r) => exists r.code and exists r.severity and exists r.episode)
    |> last()
    |> pivot(
        rowKey: ["_time", "asset", "asset_class", "site", "code", "severity", "episode"],
        columnKey: ["_field"],
        valueColumn: "_value",
    )
    |> filter(fn: (r) => r.state == "raised")
    |> group()
    |> top(n: 100, columns: ["risk"])
    |> map(
        fn: (r) =>
            ({r with
                mode: if exists r.mode then strings.replaceAll(v: r.mode, t: "_", u: " ") else "unknown",
                confidence: if exists r.confidence then r.confidence else 0.0,
            }),
    )
