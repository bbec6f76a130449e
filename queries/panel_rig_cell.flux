// Temperature and pressure of one rig's cell with the limits that are in force.
// Columns: _time, _value, name (temperature, pressure, and their limits, each with its unit).
import "date"

us = "$units" == "us"

sent =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and r.asset == "$asset" and exists r.asset_class)
        |> filter(fn: (r) => r._field == "cell_temperature_c" or r._field == "cell_pressure_hpa")

// What lies in buckets of others is seen as the worker read it, minute by minute.
minutes =
    from(bucket: "rollup")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry_1m" and r._field == "mean" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.signal)
        |> filter(fn: (r) => r.signal == "cell_temperature_c" or r.signal == "cell_pressure_hpa")
        |> drop(columns: ["_field"])
        |> rename(columns: {signal: "_field"})

heard = sent |> last() |> group() |> findColumn(fn: (key) => true, column: "_field")

found = if length(arr: heard) > 0 then sent else minutes

measured =
    found
        |> aggregateWindow(every: v.windowPeriod, fn: mean, createEmpty: false)
        |> map(fn: (r) => ({_time: r._time, _value: r._value, signal: r._field, what: ""}))

// Limits are written where they change, and hourly.
limits =
    from(bucket: "health")
        |> range(start: date.sub(d: 65m, from: v.timeRangeStart), stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "limit" and r.asset == "$asset" and r._field == "warn_high")
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> filter(fn: (r) => r.signal == "cell_temperature_c" or r.signal == "cell_pressure_hpa")
        |> last()

drawn = (at) => limits |> map(fn: (r) => ({_time: at, _value: r._value, signal: r.signal, what: " limit"}))

union(tables: [measured, drawn(at: v.timeRangeStart), drawn(at: v.timeRangeStop)])
    |> group()
    |> map(
        fn: (r) => {
            warm = r.signal == "cell_temperature_c"

            return {
                _time: r._time,
                _value:
                    if not us then
                        r._value
                    else if warm then
                        r._value * 1.8 + 32.0
                    else
                        r._value * 0.014503774,
                name:
                    if warm then
                        "temperature" + r.what + (if us then ", °F" else ", °C")
                    else
                        "pressure" + r.what + (if us then ", psi" else ", hPa"),
            }
        },
    )
    |> group(columns: ["name"])
    |> sort(columns: ["_time"])
