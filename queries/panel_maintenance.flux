// Every window of maintenance of one asset as it stands now, the newest first.
// Columns: from, until (RFC 3339), what, actor, signals (comma-separated, or all), relearn (yes, no), state (told,
// cancelled).
from(bucket: "config")
    |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "maintenance" and r.asset == "$asset")
    |> pivot(rowKey: ["_time", "asset"], columnKey: ["_field"], valueColumn: "_value")
    // A row that amends another stands in its place.
    |> map(fn: (r) => ({r with window: if exists r.amends and r.amends != "" then r.amends else string(v: int(v: r._time))}))
    |> group(columns: ["window"])
    |> sort(columns: ["_time"])
    |> tail(n: 1)
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
                state: if exists r.cancelled and r.cancelled then "cancelled" else "told",
            }),
    )
    |> sort(columns: ["from"], desc: true)
