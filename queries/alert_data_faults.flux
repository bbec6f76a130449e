// How steadily a data fault of a sensor was seen: in how many windows of ten minutes, of the seven that an hour touches.
// One that lasts is written every five minutes; what comes with a value, such as an impossible one, each half minute.
// Points that come late or early are no fault of a sensor, and are left out.
// Columns: _time, _value (windows), asset, asset_class, site, signal, issue.
import "strings"

faults = [
    "impossible",
    "jump",
    "spiky",
    "unit",
    "step",
    "stuck",
    "noisy",
    "dropout",
    "alone",
    "unknown_signal",
    "unknown_class",
    "unknown_state",
    "unscored",
    "source",
]

from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => exists r.issue and r._measurement == "data_quality" and (r._field == "count" or r._field == "open"))
    |> filter(fn: (r) => contains(value: r.issue, set: faults) or strings.hasPrefix(v: r.issue, prefix: "refused_"))
    |> group(columns: ["asset", "asset_class", "site", "signal", "issue"])
    |> aggregateWindow(every: 10m, fn: count, createEmpty: false)
    |> count()
    |> group(columns: ["asset", "asset_class", "site", "signal", "issue"])
    |> drop(columns: ["_start", "_stop"])
    |> map(fn: (r) => ({r with _value: float(v: r._value), _time: v.timeRangeStop}))
