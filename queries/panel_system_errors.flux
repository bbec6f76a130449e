// What went wrong in each window: ticks that the store ended, writes tried again, errors of Telegraf's doors and outputs,
// and what was lost for good. Counters begin anew with a process, so only their rises count.
// Columns: _time, _value (count), kind.
worker =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(
            fn: (r) =>
                r._measurement == "worker"
                    and exists r.component
                    and
                    (r._field == "errors" or r._field == "write_retries" or r._field == "refused_lines"),
        )
        |> difference(nonNegative: true)
        |> map(
            fn: (r) =>
                ({
                    _time: r._time,
                    _value: float(v: r._value),
                    kind:
                        if r._field == "errors" then
                            "worker: store away"
                        else if r._field == "write_retries" then
                            "worker: tried again"
                        else
                            "worker: refused",
                }),
        )

telegraf =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(
            fn: (r) =>
                r._measurement =~ /^internal_(write|gather)$/
                    and
                    (r._field == "errors" or r._field == "metrics_dropped" or r._field == "metrics_rejected"),
        )
        |> difference(nonNegative: true)
        |> map(
            fn: (r) =>
                ({
                    _time: r._time,
                    _value: float(v: r._value),
                    kind: if r._field == "errors" then "telegraf: errors" else "telegraf: lost",
                }),
        )

union(tables: [worker, telegraf])
    |> group(columns: ["kind"])
    |> aggregateWindow(every: v.windowPeriod, fn: sum, createEmpty: false)
