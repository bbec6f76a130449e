// Fault episodes that are open, the worst first.
// Columns: _time, asset, asset_class, site, code, severity, episode, state, risk (0..100 when raised), observed and
// limit (the signal's unit), description, recommendation, mode (in words, unknown where nothing pointed at one when it
// was raised), confidence (0..1), against.
import "strings"

from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault")
    |> last()
    |> pivot(
        rowKey: ["_time", "asset", "asset_class", "site", "code", "severity", "episode"],
        columnKey: ["_field"],
        valueColumn: "_value",
    )
    |> filter(fn: (r) => r.state == "raised")
    |> group()
    |> map(fn: (r) => ({r with mode: if exists r.mode then strings.replaceAll(v: r.mode, t: "_", u: " ") else "unknown"}))
    |> sort(columns: ["risk"], desc: true)
