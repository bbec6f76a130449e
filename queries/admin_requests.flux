// A request with an Idempotency-Key, by the key, one value a row.
// Columns: _time, _field (digest, status, media_type, body), _value, request.
from(bucket: "config")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "request" and r.request == "$key")
    |> drop(columns: ["_start", "_stop", "_measurement"])
