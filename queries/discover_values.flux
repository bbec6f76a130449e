// The newest values of a bucket's series, of one measurement and of some values of a tag.
// Columns: _time, _value (in no known unit), _measurement, _field, and the bucket's own tags.
from(bucket: "$bucket")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "$measurement" and r["$tag"] =~ /^${values:regex}$/)
    |> tail(n: 3000)
