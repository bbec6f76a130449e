// Threshold rows that were set in the range, whatever they are for.
// Columns: _time, title, text, tags.
from(bucket: "config")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => exists r.scope and exists r.signal)
    |> filter(fn: (r) => r._measurement == "threshold" and (r._field == "why" or r._field == "actor"))
    |> pivot(rowKey: ["_time", "scope", "signal"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                title: "Threshold of " + r.signal + " for " + r.scope,
                text: if exists r.why then r.why else "",
                tags: if exists r.actor then r.actor else "",
            }),
    )
