// What a tick of the worker takes, on the mean of each window: reading from the store, judging, handing over what to write.
// Columns: _time, _value (milliseconds), step.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(
        fn: (r) =>
            r._measurement == "worker" and exists r.component
                and
                (r._field == "read_ms" or r._field == "step_ms" or r._field == "write_ms"),
    )
    |> aggregateWindow(every: v.windowPeriod, fn: mean, createEmpty: false)
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                _value: r._value,
                step: if r._field == "read_ms" then "read" else if r._field == "step_ms" then "judge" else "write",
            }),
    )
    |> group(columns: ["step"])
