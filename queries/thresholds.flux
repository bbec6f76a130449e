// Every threshold row ever set, one row a version; the newest version of a scope and signal is in force.
// Columns: _time, scope, signal, direction, sensitivity, min_deviation, warn_low, warn_high, crit_low, crit_high,
// enabled, version, actor, why.
from(bucket: "config")
    |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "threshold")
    |> pivot(rowKey: ["_time", "scope", "signal"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> sort(columns: ["scope", "signal", "version"])
