// In how long one asset fails, as it was said over time: the last of each window.
// Columns: _time, _value (hours from then on), name (early end, middle and late end of the range of 80 %).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "prognosis" and r._field =~ /^rul_/)
    |> filter(fn: (r) => r.asset == "$asset" and exists r.asset_class and exists r.site)
    |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false)
    |> map(
        fn: (r) =>
            ({r with
                name:
                    if r._field == "rul_h" then "middle" else if r._field == "rul_low_h" then "early end" else "late end",
            }),
    )
    |> group(columns: ["name"])
    |> keep(columns: ["_time", "_value", "name"])
