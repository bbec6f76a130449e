// CPU time of the worker, in per cent of a core.
// Columns: _time, _value (per cent), part (all, read, judge, write).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(
        fn: (r) =>
            r._measurement == "worker"
                and exists r.component
                and
                (r._field == "cpu_pct" or r._field == "read_cpu_pct" or r._field == "step_cpu_pct" or r._field == "write_cpu_pct"),
    )
    |> aggregateWindow(every: v.windowPeriod, fn: mean, createEmpty: false)
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                _value: r._value,
                part:
                    if r._field == "cpu_pct" then
                        "all"
                    else if r._field == "read_cpu_pct" then
                        "read"
                    else if r._field == "step_cpu_pct" then
                        "judge"
                    else
                        "write",
            }),
    )
    |> group(columns: ["part"])
