// Every version of every user of the admin, one value a row; also those of a clock that is ahead, as who is disabled must
// not be let in until it has caught up. Not pivoted: one odd point would fail all the others with it.
// Columns: _time, _field (role, password, subject, stamp, disabled, version, actor, why), _value, user.
from(bucket: "config")
    |> range(start: 0, stop: 2200-01-01T00:00:00Z)
    |> filter(fn: (r) => r._measurement == "user")
    |> drop(columns: ["_start", "_stop", "_measurement"])
