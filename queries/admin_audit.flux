// Every entry of the audit, one value a row. Not pivoted: one point without a tag, or with a field of another type,
// would fail all the others with it.
// Columns: _time, _field (actor, target, before and after as JSON, why, sequence, previous, hash), _value, action, chain
// (none of what was written before there were chains).
from(bucket: "config")
    |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "audit")
    |> drop(columns: ["_start", "_stop", "_measurement"])
