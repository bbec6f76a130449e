// The newest version of every task that somebody has touched, one value a row. Not pivoted: one odd point would fail all
// the others with it.
// Columns: _time, _field (see measurement `task`), _value, asset, asset_class, site, task.
from(bucket: "config")
    |> range(start: 0, stop: 2200-01-01T00:00:00Z)
    |> filter(fn: (r) => r._measurement == "task" and exists r.task)
    |> last()
    |> drop(columns: ["_start", "_stop", "_measurement"])
