// What was said last of when one asset fails and of how it is.
// Columns: status, health (0..100), condition (why, in words), low_ms, middle_ms, high_ms (when a tenth, half, nine tenths of
// such cases have failed; milliseconds since 1970), p_fail_7d, p_fail_30d (0..1), method, because, like, _time (when that
// was said). Of the numbers -1 is what is not known.
later = (time, hours) => int(v: time) / 1000000 + int(v: hours * 3600000.0)
said =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "prognosis" or r._measurement == "condition")
        |> filter(fn: (r) => r.asset == "$asset" and exists r.asset_class and exists r.site)
        |> last()
        |> pivot(rowKey: ["_time", "_measurement", "asset"], columnKey: ["_field"], valueColumn: "_value")
        |> group()
        |> sort(columns: ["_time"])

// What is not known any more keeps the time at which it was: the newest status, and the newest method, hold.
condition =
    said
        |> filter(fn: (r) => exists r.status)
        |> tail(n: 1)
        |> map(
            fn: (r) =>
                ({
                    asset: r.asset,
                    status: r.status,
                    health: if exists r.health then r.health else -1.0,
                    condition: r.because,
                }),
        )
prognosis =
    said
        |> filter(fn: (r) => exists r.method)
        |> tail(n: 1)
        |> map(
            fn: (r) =>
                ({
                    _time: r._time,
                    asset: r.asset,
                    method: r.method,
                    because: r.because,
                    like: if exists r.like then r.like else "",
                    low_ms: if exists r.rul_low_h then later(time: r._time, hours: r.rul_low_h) else -1,
                    middle_ms: if exists r.rul_h then later(time: r._time, hours: r.rul_h) else -1,
                    high_ms: if exists r.rul_high_h then later(time: r._time, hours: r.rul_high_h) else -1,
                    p_fail_7d: if exists r.p_fail_7d then r.p_fail_7d else -1.0,
                    p_fail_30d: if exists r.p_fail_30d then r.p_fail_30d else -1.0,
                }),
        )

join(tables: {condition: condition, prognosis: prognosis}, on: ["asset"])
