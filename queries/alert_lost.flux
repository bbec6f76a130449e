// What was lost in the range: lines that the store refused or the spool had no room for, and points that Telegraf had
// to drop or that were refused. Counters begin anew with a process, so only their rises count.
// Columns: _time, _value (lines or points), component.
worker =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "worker" and exists r.component)
        |> filter(fn: (r) => r._field == "refused_lines" or r._field == "given_up_bytes")
        |> difference(nonNegative: true)
        |> group(columns: ["component"])
        |> sum()

telegraf =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(
            fn: (r) =>
                r._measurement == "internal_write" and (r._field == "metrics_dropped" or r._field == "metrics_rejected"),
        )
        |> difference(nonNegative: true)
        |> group(columns: ["alias"])
        |> sum()
        |> map(fn: (r) => ({component: "telegraf " + r.alias, _value: float(v: r._value)}))

union(tables: [worker, telegraf])
    |> group(columns: ["component"])
    |> map(fn: (r) => ({component: r.component, _time: v.timeRangeStop, _value: float(v: r._value)}))
