// The windows of maintenance of one asset as they stand now, as spans.
// Columns: _time, timeend (milliseconds since 1970), title, text, tags.
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
    |> filter(fn: (r) => not exists r.cancelled or not r.cancelled)
    // Whatever else was written there breaks the contract, and would break the whole panel.
    |> filter(fn: (r) => r.from =~ /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
    |> filter(fn: (r) => r.until =~ /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
    |> map(
        fn: (r) =>
            ({
                _time: time(v: r.from),
                timeend: int(v: time(v: r.until)) / 1000000,
                title: "Maintenance",
                text: if exists r.what then r.what else "",
                tags: if exists r.actor then r.actor else "",
            }),
    )
    |> filter(fn: (r) => r._time < v.timeRangeStop and r.timeend >= int(v: v.timeRangeStart) / 1000000)
