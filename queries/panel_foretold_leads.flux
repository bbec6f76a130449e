// How long before them failures were announced: from when it was first said, and then each day, that the asset rather fails
// within 30 days than not. A row a class and failure mode.
// Columns: asset_class, mode, failures, announced (share of them, 0..1), in_time (share that was announced 7 to 30 days
// before, 0..1), median_h, least_h, most_h (hours before, of those announced; -1 for none).
import "strings"

is = (yes) => if yes then 1.0 else 0.0
failures =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "outcome")
        |> filter(fn: (r) => r._field =~ /^(failed|withdrawn|mode|lead_h)$/)
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
        |> group()
        |> filter(fn: (r) => r.failed and not r.withdrawn and exists r.lead_h)
        |> map(
            fn: (r) =>
                ({
                    asset_class: r.asset_class,
                    mode: if r.mode == "" then "not told" else strings.replaceAll(v: r.mode, t: "_", u: " "),
                    lead_h: r.lead_h,
                }),
        )
        |> group(columns: ["asset_class", "mode"])

counted =
    failures
        |> reduce(
            identity: {failures: 0.0, announced: 0.0, in_time: 0.0},
            fn: (r, accumulator) =>
                ({
                    failures: accumulator.failures + 1.0,
                    announced: accumulator.announced + is(yes: r.lead_h > 0.0),
                    in_time: accumulator.in_time + is(yes: r.lead_h >= 168.0 and r.lead_h <= 720.0),
                }),
        )
        |> group()

announced = failures |> filter(fn: (r) => r.lead_h > 0.0)
none =
    counted
        |> map(
            fn: (r) =>
                ({asset_class: r.asset_class, mode: r.mode, median_h: -1.0, least_h: -1.0, most_h: -1.0, known: 0}),
        )
some =
    join(
        tables: {
            middle: announced |> median(column: "lead_h") |> group() |> rename(columns: {lead_h: "median_h"}),
            ends:
                join(
                    tables: {
                        least: announced |> min(column: "lead_h") |> group() |> rename(columns: {lead_h: "least_h"}),
                        most: announced |> max(column: "lead_h") |> group() |> rename(columns: {lead_h: "most_h"}),
                    },
                    on: ["asset_class", "mode"],
                ),
        },
        on: ["asset_class", "mode"],
    )
        |> map(fn: (r) => ({r with known: 1}))
leads =
    union(tables: [none, some])
        |> group(columns: ["asset_class", "mode"])
        |> top(n: 1, columns: ["known"])
        |> group()

join(tables: {counted: counted, leads: leads}, on: ["asset_class", "mode"])
    |> map(
        fn: (r) =>
            ({
                asset_class: r.asset_class,
                mode: r.mode,
                failures: r.failures,
                announced: r.announced / r.failures,
                in_time: r.in_time / r.failures,
                median_h: r.median_h,
                least_h: r.least_h,
                most_h: r.most_h,
            }),
    )
    |> sort(columns: ["asset_class", "mode"])
