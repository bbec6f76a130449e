// What waits to be written, in batches of up to 5000 points: the worker's spool, and the buffers of Telegraf's outputs.
// Of outputs of one name in several Telegrafs the fullest counts.
// Columns: _time, _value (batches), component.
worker =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "worker" and exists r.component and r._field == "spooled_batches")
        |> last()
        |> map(fn: (r) => ({component: r.component, _time: r._time, _value: r._value}))

telegraf =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "internal_write" and r._field == "buffer_size")
        |> last()
        |> map(
            fn: (r) => ({component: "telegraf " + r.alias, _time: r._time, _value: float(v: r._value) / 5000.0}),
        )

union(tables: [worker, telegraf])
    |> group(columns: ["component"])
    |> max()
