// Which series there are in a range: whose columns an export has, and whose rows it asks for.
// Columns: _time, _value (the newest, in the field's unit), _field, asset, asset_class.
from(bucket: "$bucket")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => ${rows:raw})
    |> filter(fn: (r) => exists r.asset and exists r.asset_class)
    |> last()
    |> keep(columns: ["_time", "_value", "_field", "asset", "asset_class"])
