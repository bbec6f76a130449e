// The probability of failure within 30 days that was said, against how often it came true: a row a tenth of those judged.
// Columns: tenth (such as 10 to 20 %), said (mean of the probabilities, 0..1), came (share that failed, 0..1), predictions
// (how many they are).
is = (yes) => if yes then 1.0 else 0.0

from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "foretold" and (r._field == "p_fail_30d" or r._field == "verdict"))
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> filter(fn: (r) => exists r.p_fail_30d and (r.verdict == "failed" or r.verdict == "held"))
    |> map(
        fn: (r) =>
            ({
                number: if r.p_fail_30d < 1.0 then int(v: r.p_fail_30d * 10.0) else 9,
                said: r.p_fail_30d,
                failed: is(yes: r.verdict == "failed"),
            }),
    )
    |> group(columns: ["number"])
    |> reduce(
        identity: {said: 0.0, failed: 0.0, predictions: 0.0},
        fn: (r, accumulator) =>
            ({
                said: accumulator.said + r.said,
                failed: accumulator.failed + r.failed,
                predictions: accumulator.predictions + 1.0,
            }),
    )
    |> group()
    |> sort(columns: ["number"])
    |> map(
        fn: (r) =>
            ({
                tenth: string(v: r.number * 10) + " to " + string(v: r.number * 10 + 10) + " %",
                said: r.said / r.predictions,
                came: r.failed / r.predictions,
                predictions: r.predictions,
            }),
    )
