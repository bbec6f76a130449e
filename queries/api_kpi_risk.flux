// How every asset was on average and at worst over the range.
// Columns: asset, mean, max (risk, 0..100).
risks = (fn, what) =>
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "risk" and exists r.asset_class and exists r.site)
        |> group(columns: ["asset"])
        |> fn()
        |> map(fn: (r) => ({asset: r.asset, what: what, _value: r._value}))

union(tables: [risks(fn: mean, what: "mean"), risks(fn: max, what: "max")])
    |> group()
    |> pivot(rowKey: ["asset"], columnKey: ["what"], valueColumn: "_value")
    |> sort(columns: ["max", "asset"], desc: true)
