// The places and hashes of all entries of the audit that are chained, one value a row. Not only the newest of each: a
// clock that was set back lets a later entry have an earlier time.
// Columns: _time, _field (sequence, hash), _value, action, chain.
from(bucket: "config")
    |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "audit" and exists r.chain)
    |> filter(fn: (r) => r._field == "sequence" or r._field == "hash")
    |> drop(columns: ["_start", "_stop", "_measurement"])
