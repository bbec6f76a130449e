// The trouble codes that the control unit of an asset keeps, those with the lamp lit first: of each what it said last.
// Columns: code, state (pending, confirmed), mil (whether it has the lamp lit), _time (when it was said last), begun (when
// it was first told in the range).
said =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "dtc" and r.asset == "$asset" and exists r.asset_class)
        |> filter(fn: (r) => (r._field == "state" or r._field == "mil") and exists r.code)

last =
    said
        |> last()
        |> pivot(rowKey: ["_time", "code"], columnKey: ["_field"], valueColumn: "_value")
        |> filter(fn: (r) => exists r.state and exists r.mil)
        |> group(columns: ["code"])
        |> sort(columns: ["_time"])
        |> tail(n: 1)
        |> group()
        |> filter(fn: (r) => r.state != "erased")

began =
    said
        |> filter(fn: (r) => r._field == "state")
        |> first()
        |> group(columns: ["code"])
        |> sort(columns: ["_time"])
        |> limit(n: 1)
        |> group()
        |> map(fn: (r) => ({code: r.code, begun: r._time}))

join(tables: {last: last, began: began}, on: ["code"])
    |> map(fn: (r) => ({_time: r._time, code: r.code, state: r.state, mil: r.mil, begun: r.begun}))
    |> sort(columns: ["mil", "_time"], desc: true)
