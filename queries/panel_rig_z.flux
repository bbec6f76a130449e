// How far temperature and pressure of one rig's cell are from what is expected, over time, in robust standard deviations:
// the edge of the band is at 2.0 for temperature and 2.5 for pressure.
// Columns: _time, cell_temperature_c, cell_pressure_hpa (both without a unit: z-scores).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "score" and r.asset == "$asset")
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> filter(fn: (r) => r.signal == "cell_temperature_c" or r.signal == "cell_pressure_hpa")
    |> filter(fn: (r) => r._field == "observed" or r._field == "expected" or r._field == "upper")
    |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false)
    |> pivot(rowKey: ["_time", "signal"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> filter(fn: (r) => exists r.observed and exists r.expected and r.upper > r.expected)
    |> map(
        fn: (r) => {
            edge = if r.signal == "cell_temperature_c" then 2.0 else 2.5

            return {
                _time: r._time,
                signal: r.signal,
                _value: (r.observed - r.expected) / (r.upper - r.expected) * edge,
            }
        },
    )
    |> pivot(rowKey: ["_time"], columnKey: ["signal"], valueColumn: "_value")
    |> sort(columns: ["_time"])
