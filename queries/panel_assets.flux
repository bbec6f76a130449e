// Every asset that was scored in the range, the highest risk times criticality first: the choices of the variable `asset`.
// Columns: _value (risk, 0..100), asset.
risks =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "risk")
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> last()
        |> keep(columns: ["_time", "asset", "_field", "_value"])

// --- the same wherever the fleet is in order ---
// The newest of each counts, wherever the asset was then: one that moved is two series. What the registry does not know
// weighs 1.
weights =
    from(bucket: "config")
        |> range(start: 0, stop: 2200-01-01T00:00:00Z)
        |> filter(fn: (r) => r._measurement == "asset" and r._field == "weight" and exists r.asset)
        |> last()
        |> keep(columns: ["_time", "asset", "_field", "_value"])

weighted =
    union(tables: [risks, weights])
        |> group()
        |> sort(columns: ["_time"])
        |> pivot(rowKey: ["asset"], columnKey: ["_field"], valueColumn: "_value")
        |> filter(fn: (r) => exists r.risk)
        |> map(
            fn: (r) => {
                weight = if exists r.weight then r.weight else 1.0

                return {asset: r.asset, risk: r.risk, weight: weight, weighted_risk: r.risk * weight}
            },
        )
// --- until here ---

weighted
    |> sort(columns: ["weighted_risk"], desc: true)
    |> map(fn: (r) => ({asset: r.asset, _value: r.risk}))
