// The newest risk of every asset, the highest risk times criticality first.
// Columns: _time, asset, asset_class, site, risk (0..100), level (0..3), band, health (0..100), top_signal, reason,
// weighted_risk (0..200: the risk times what the registry says of its criticality).
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

told =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and exists r.asset and exists r.asset_class and exists r.site)
        |> filter(fn: (r) => r._field == "risk" or r._field == "level" or r._field == "band" or r._field == "health" or r._field == "top_signal" or r._field == "reason")
        |> last()
        |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
        |> group()

join(tables: {told: told, order: weighted |> keep(columns: ["asset", "weighted_risk"])}, on: ["asset"])
    |> group()
    |> sort(columns: ["weighted_risk"], desc: true)
