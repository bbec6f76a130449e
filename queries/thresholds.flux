// Every threshold row ever set, one value a row; the newest version of a scope and signal is in force.
// Not pivoted: one point without a tag, or with a field of another type, would fail all the others with it.
// Columns: _time, _field (direction, sensitivity, min_deviation, warn_low, warn_high, crit_low, crit_high, dwell_s,
// enabled, version, actor, why), _value, scope, signal.
from(bucket: "config")
    |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "threshold")
    |> drop(columns: ["_start", "_stop", "_measurement"])
