// One signal of one asset as a sum: observed = trend + seasonal + residual. The trend is the mean of what was expected in
// the 24 hours before, the seasonal part is what was expected less the trend, and the residual what was observed less
// what was expected. Means of quarters of an hour, or of longer windows where a point of the panel is longer.
// Columns: _time, observed, trend, seasonal, residual (the signal's unit; °F, mph, miles and psi in US units).
import "date"
import "strings"

us = "$units" == "us"
ends = (on) => us and strings.hasSuffix(v: "$signal", suffix: on)

factor =
    if ends(on: "_c") then
        1.8
    else if ends(on: "_kmh") or ends(on: "_km") then
        1.0 / 1.609344
    else if ends(on: "_bar") then
        14.503774
    else if ends(on: "_kpa") then
        0.14503774
    else if ends(on: "_hpa") then
        0.014503774
    else
        1.0

// Only what is no difference of temperatures has a zero of its own.
zero = if ends(on: "_c") and not ends(on: "_dt_c") then 32.0 else 0.0
every = if int(v: v.windowPeriod) > int(v: 15m) then v.windowPeriod else 15m

means =
    from(bucket: "health")
        |> range(start: date.sub(d: 24h, from: v.timeRangeStart), stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "score" and r.asset == "$asset" and r.signal == "$signal")
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> filter(fn: (r) => r._field == "observed" or r._field == "expected")
        |> aggregateWindow(every: every, fn: mean, createEmpty: false)
        |> keep(columns: ["_time", "_start", "_stop", "_field", "_value"])

trend =
    means
        |> filter(fn: (r) => r._field == "expected")
        |> timedMovingAverage(every: every, period: 24h)
        |> map(fn: (r) => ({_time: r._time, _field: "trend", _value: r._value}))

union(tables: [means |> keep(columns: ["_time", "_field", "_value"]), trend])
    |> group()
    // Windows that reach beyond the range are cut off there, and would each give a mean of less.
    |> filter(fn: (r) => r._time > v.timeRangeStart and r._time < v.timeRangeStop)
    |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")
    |> filter(fn: (r) => exists r.observed and exists r.expected and exists r.trend)
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                observed: r.observed * factor + zero,
                trend: r.trend * factor + zero,
                seasonal: (r.expected - r.trend) * factor,
                residual: (r.observed - r.expected) * factor,
            }),
    )
    |> sort(columns: ["_time"])
