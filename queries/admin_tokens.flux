// Every version of every program's token for the JSON API, one value a row; also those of a clock that is ahead, as what is
// revoked must not let in until it has caught up. Not pivoted: one odd point would fail all the others with it.
// Columns: _time, _field (role, hash, expires, revoked, version, actor, why), _value, program.
from(bucket: "config")
    |> range(start: 0, stop: 2200-01-01T00:00:00Z)
    |> filter(fn: (r) => r._measurement == "api_token")
    |> drop(columns: ["_start", "_stop", "_measurement"])
