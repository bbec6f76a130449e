// The key figures of one rig over the range.
// Columns: _value, name (average temperature and pressure of the cell with their units, alarms at warning or worse that
// were raised, hours that it was up).
us = "$units" == "us"

told =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and r.asset == "$asset" and exists r.asset_class)
        |> filter(
            fn: (r) => r._field == "uptime_h" or r._field == "cell_temperature_c" or r._field == "cell_pressure_hpa",
        )

// What lies in buckets of others is seen as the worker read it, minute by minute.
minutes =
    from(bucket: "rollup")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry_1m" and r._field == "mean" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.signal)
        |> filter(
            fn: (r) => r.signal == "uptime_h" or r.signal == "cell_temperature_c" or r.signal == "cell_pressure_hpa",
        )
        |> drop(columns: ["_field"])
        |> rename(columns: {signal: "_field"})

heard = told |> last() |> group() |> findColumn(fn: (key) => true, column: "_field")

found = if length(arr: heard) > 0 then told else minutes

sent =
    found
        |> filter(fn: (r) => r._field == "uptime_h")
        |> spread()
        |> group()

means =
    found
        |> filter(fn: (r) => r._field == "cell_temperature_c" or r._field == "cell_pressure_hpa")
        |> mean()
        |> group()
        |> map(
            fn: (r) => {
                warm = r._field == "cell_temperature_c"

                return {
                    name:
                        if warm then
                            if us then "Average temperature, °F" else "Average temperature, °C"
                        else if us then
                            "Average pressure, psi"
                        else
                            "Average pressure, hPa",
                    _value:
                        if not us then
                            r._value
                        else if warm then
                            r._value * 1.8 + 32.0
                        else
                            r._value * 0.014503774,
                }
            },
        )

// Those of the range only: an episode that is open is written again, hourly.
alarms =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "fault" and r._field == "state" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> filter(fn: (r) => r.severity == "warning" or r.severity == "critical")
        |> first()
        |> group()
        |> filter(fn: (r) => r._value == "raised")
        |> count()
        |> map(fn: (r) => ({name: "Alarms", _value: float(v: r._value)}))

union(
    tables: [
        means,
        alarms,
        sent |> map(fn: (r) => ({name: "Hours up", _value: r._value})),
        sent |> map(fn: (r) => ({name: "Alarms", _value: r._value * 0.0})),
    ],
)
    |> group(columns: ["name"])
    |> sum()
