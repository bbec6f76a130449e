// How right what was foretold in the range has been, in figures; one that cannot be told is left out, and without anything
// foretold there is no row.
// Columns: judged (predictions of which it is known whether the asset failed within 30 days), open (of which it is too early
// to say), spared (worked on before that), brier (mean squared error of the probability of those judged, 0 right to 1
// wrong), ranges (of which it is known when the asset failed), coverage (share of these within the range, 0..1).
said =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "foretold")
        |> filter(fn: (r) => r._field =~ /^(p_fail_30d|verdict|took_h|inside)$/)
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
        |> group()
        |> filter(fn: (r) => exists r.verdict and exists r.p_fail_30d and exists r.took_h)

is = (yes) => if yes then 1.0 else 0.0
figure = (name, value) => ({row: "all", figure: name, _value: value})
sums =
    said
        |> map(
            fn: (r) =>
                ({r with
                    judged: r.verdict == "failed" or r.verdict == "held",
                    off: r.p_fail_30d - is(yes: r.verdict == "failed"),
                    known: r.took_h >= 0.0 and exists r.inside,
                    within: r.took_h >= 0.0 and exists r.inside and r.inside,
                }),
        )
        |> reduce(
            identity: {judged: 0.0, open: 0.0, spared: 0.0, off: 0.0, ranges: 0.0, inside: 0.0},
            fn: (r, accumulator) =>
                ({
                    judged: accumulator.judged + is(yes: r.judged),
                    open: accumulator.open + is(yes: r.verdict == "open"),
                    spared: accumulator.spared + is(yes: r.verdict == "spared"),
                    off: accumulator.off + is(yes: r.judged) * r.off * r.off,
                    ranges: accumulator.ranges + is(yes: r.known),
                    inside: accumulator.inside + is(yes: r.within),
                }),
        )

union(
    tables: [
        sums |> map(fn: (r) => figure(name: "judged", value: r.judged)),
        sums |> map(fn: (r) => figure(name: "open", value: r.open)),
        sums |> map(fn: (r) => figure(name: "spared", value: r.spared)),
        sums |> map(fn: (r) => figure(name: "ranges", value: r.ranges)),
        sums |> filter(fn: (r) => r.judged > 0.0) |> map(fn: (r) => figure(name: "brier", value: r.off / r.judged)),
        sums |> filter(fn: (r) => r.ranges > 0.0) |> map(fn: (r) => figure(name: "coverage", value: r.inside / r.ranges)),
    ],
)
    |> group()
    |> pivot(rowKey: ["row"], columnKey: ["figure"], valueColumn: "_value")
