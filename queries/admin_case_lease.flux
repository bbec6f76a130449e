// Which admin sends cases, and until when, a value a row.
// Columns: _time, _field (holder, until), _value.
from(bucket: "config")
    |> range(start: 0, stop: 1970-01-02T00:00:00Z)
    |> filter(fn: (r) => r._measurement == "case_lease")
    |> drop(columns: ["_start", "_stop", "_measurement"])
