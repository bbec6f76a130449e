// When each of some assets last sent anything, whatever it was; what was judged was heard of, wherever it lies.
// Columns: _time, due (when its next value is due; _time where its values come often), asset, asset_class, site ((none) where no line says it).
judged =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "level" and r.asset =~ /^${assets:regex}$/)
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> last()
        |> keep(columns: ["_time", "asset", "asset_class", "site"])
        |> duplicate(column: "_time", as: "due")
        |> group()

told =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "presence" and r._field == "patience_s" and r.asset =~ /^${assets:regex}$/)
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> last()
        |> map(fn: (r) => ({r with due: time(v: int(v: r._time) + int(v: r._value * 1000000000.0))}))
        |> keep(columns: ["_time", "due", "asset", "asset_class", "site"])
        |> group()

sent =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and r.asset =~ /^${assets:regex}$/ and exists r.asset_class)
        |> last()
        |> keep(columns: ["_time", "asset", "asset_class", "site"])
        |> map(fn: (r) => ({r with due: r._time, site: if exists r.site then r.site else "(none)"}))
        |> group()

union(tables: [judged, told, sent])
    |> group(columns: ["asset"])
    |> max(column: "due")
    |> group()
