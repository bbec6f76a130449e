// What waits to be written, the most of each window: the worker's spool, and the buffers of Telegraf's outputs.
// Columns: _time, _value (batches of up to 5000 points), component.
worker =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "worker" and exists r.component and r._field == "spooled_batches")
        |> aggregateWindow(every: v.windowPeriod, fn: max, createEmpty: false)
        |> map(fn: (r) => ({component: r.component, _time: r._time, _value: r._value}))

telegraf =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "internal_write" and r._field == "buffer_size")
        |> aggregateWindow(every: v.windowPeriod, fn: max, createEmpty: false)
        |> map(fn: (r) => ({component: "telegraf " + r.alias, _time: r._time, _value: float(v: r._value) / 5000.0}))

union(tables: [worker, telegraf])
    |> group(columns: ["component"])
    |> aggregateWindow(every: v.windowPeriod, fn: max, createEmpty: false)
