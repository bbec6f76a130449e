// Whether the cell of one rig is in bounds now. z is the deviation from what is expected in robust standard deviations:
// the edge of the band, which a threshold's sensitivity narrows or widens, is at 2.0 for temperature and 2.5 for pressure.
// Columns: name (with the unit), observed, expected, limit (empty where none is set), z, z_limit, state (in bounds, near,
// out of bounds, over its limit).
import "date"
import "math"

us = "$units" == "us"

scores =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "score" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> filter(fn: (r) => r.signal == "cell_temperature_c" or r.signal == "cell_pressure_hpa")
        |> filter(fn: (r) => r._field == "observed" or r._field == "expected" or r._field == "upper")
        |> last()
        |> keep(columns: ["signal", "_field", "_value"])

// Limits are written where they change, and hourly.
limits =
    from(bucket: "health")
        |> range(start: date.sub(d: 65m, from: v.timeRangeStart), stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "limit" and r.asset == "$asset" and r._field == "warn_high")
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> filter(fn: (r) => r.signal == "cell_temperature_c" or r.signal == "cell_pressure_hpa")
        |> last()
        |> keep(columns: ["signal", "_field", "_value"])

union(tables: [scores, limits])
    |> group()
    |> pivot(rowKey: ["signal"], columnKey: ["_field"], valueColumn: "_value")
    |> filter(fn: (r) => exists r.observed and exists r.expected and r.upper > r.expected)
    |> map(
        fn: (r) => {
            edge = if r.signal == "cell_temperature_c" then 2.0 else 2.5

            return {r with z_limit: edge, z: (r.observed - r.expected) / (r.upper - r.expected) * edge}
        },
    )
    |> map(
        fn: (r) => {
            warm = r.signal == "cell_temperature_c"
            factor = if not us then 1.0 else if warm then 1.8 else 0.014503774
            zero = if us and warm then 32.0 else 0.0
            size = math.abs(x: r.z)

            return {
                name:
                    if warm then
                        if us then "Cell temperature, °F" else "Cell temperature, °C"
                    else if us then
                        "Cell pressure, psi"
                    else
                        "Cell pressure, hPa",
                observed: r.observed * factor + zero,
                expected: r.expected * factor + zero,
                limit: r.warn_high * factor + zero,
                z: r.z,
                z_limit: r.z_limit,
                state:
                    if exists r.warn_high and r.observed > r.warn_high then
                        "over its limit"
                    else if size > r.z_limit then
                        "out of bounds"
                    else if size > 1.5 then
                        "near"
                    else
                        "in bounds",
            }
        },
    )
    |> sort(columns: ["name"], desc: true)
