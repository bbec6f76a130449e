// How long the worker has been silent; it reports every ten seconds, also while it is behind.
// Columns: _time, _value (seconds since its newest report), component.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "worker" and exists r.component and r._field == "behind_s")
    |> last()
    |> group(columns: ["component"])
    |> map(
        fn: (r) =>
            ({
                component: r.component,
                _value: float(v: int(v: v.timeRangeStop) - int(v: r._time)) / 1000000000.0,
                _time: v.timeRangeStop,
            }),
    )
