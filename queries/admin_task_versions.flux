// Every version of one task, one value a row.
// Columns: _time, _field (see measurement `task`), _value, asset, asset_class, site, task.
from(bucket: "config")
    |> range(start: 0, stop: 2200-01-01T00:00:00Z)
    |> filter(fn: (r) => r._measurement == "task" and r.task == "$task")
    |> drop(columns: ["_start", "_stop", "_measurement"])
