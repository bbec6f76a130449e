// What the signals of some assets were over the range, out of their minutes.
// Columns: what (mean, min, max; minutes: those that have any sample), _value, asset, asset_class, site, signal.
minutes = (agg) =>
    from(bucket: "rollup")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry_1m" and r._field == agg)
        |> filter(fn: (r) => r.asset =~ /^${assets:regex}$/ and exists r.asset_class and exists r.site)
        |> filter(fn: (r) => exists r.signal)

told = (tables=<-, as) =>
    tables
        |> set(key: "what", value: as)
        |> keep(
            columns: [
                "what",
                "_value",
                "asset",
                "asset_class",
                "site",
                "signal",
            ],
        )

union(
    tables: [
        minutes(agg: "mean") |> mean() |> told(as: "mean"),
        minutes(agg: "min") |> min() |> told(as: "min"),
        minutes(agg: "max") |> max() |> told(as: "max"),
        minutes(agg: "mean") |> count() |> toFloat() |> told(as: "minutes"),
    ],
)
