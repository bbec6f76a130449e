// What series a bucket has, each with its newest value.
// Columns: _time, _value (in no known unit), _measurement, _field, and the bucket's own tags.
from(bucket: "$bucket")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> last()
