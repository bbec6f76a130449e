// Which series there are in a range, each with its first value and its newest: whose columns an export has, whose rows it
// asks for, and where these begin and end.
// Columns: _time, _value (in the field's unit), _field, asset, asset_class.
series =
    from(bucket: "$bucket")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => ${rows:raw})
        |> filter(fn: (r) => exists r.asset and exists r.asset_class)

series
    |> first()
    |> keep(columns: ["_time", "_value", "_field", "asset", "asset_class"])
    |> yield(name: "first")

series
    |> last()
    |> keep(columns: ["_time", "_value", "_field", "asset", "asset_class"])
    |> yield(name: "last")
