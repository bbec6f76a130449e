// How long each of Telegraf's doors has been silent, of those that were there in the range.
// Columns: _time, _value (seconds since its newest report), component.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "internal_gather" and r._field == "metrics_gathered" and exists r.alias)
    |> last()
    |> map(
        fn: (r) =>
            ({
                component: "telegraf " + r.alias,
                _time: v.timeRangeStop,
                _value: float(v: int(v: v.timeRangeStop) - int(v: r._time)) / 1000000000.0,
            }),
    )
    |> group(columns: ["component"])
