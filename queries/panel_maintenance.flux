// Every piece of maintenance ever told of one asset, the newest first.
// Columns: from, until (RFC 3339), what, actor, signals (comma-separated, or all), relearn (yes, no).
from(bucket: "config")
    |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "maintenance" and r.asset == "$asset")
    |> pivot(rowKey: ["_time", "asset"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> map(
        fn: (r) =>
            ({
                from: r.from,
                until: r.until,
                what: r.what,
                actor: if exists r.actor then r.actor else "",
                signals: if exists r.signals and r.signals != "" then r.signals else "all",
                relearn: if exists r.relearn and r.relearn then "yes" else "no",
            }),
    )
    |> sort(columns: ["from"], desc: true)
