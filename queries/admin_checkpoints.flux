// Every checkpoint of the audit, one value a row.
// Columns: _time, _field (statement in JSON, exported and failed with commas), _value.
from(bucket: "config")
    |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "checkpoint")
    |> drop(columns: ["_start", "_stop", "_measurement"])
