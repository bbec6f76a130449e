// Speeding (more than 5 km/h above the road's limit, or above 161 km/h) and engine speeds above the redline of 6200 rpm,
// one row an event, the newest first; begin and duration are as exact as a window is long. Ten minutes in which the
// vehicle tells nothing end an event, or two windows where they are longer.
// Columns: asset, event (Speeding, Redline), begin, duration_s, worst and limit (km/h or rpm), unit, road (urban, rural,
// highway, unknown), place (latitude and longitude of the worst), from_ms and to_ms (milliseconds since 1970, five
// minutes before and after it).
import "regexp"
import "strings"

window_ns = int(v: v.windowPeriod)
silence_ns = if window_ns > 300000000000 then 2 * window_ns else 600000000000
margin_ms = 300000

// Of the limit, too, the highest of a window: where the road changes, nobody is blamed for the slower part.
highest =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and exists r.asset and exists r.asset_class)
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ or not exists r.site)
        |> filter(fn: (r) => r._field == "speed_kmh" or r._field == "speed_limit_kmh" or r._field == "engine_rpm")
        |> aggregateWindow(every: v.windowPeriod, fn: max, createEmpty: false, timeSrc: "_start")
        |> filter(fn: (r) => (if exists r.site then r.site else "(none)") =~ /^${site:regex}$/)

places =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and exists r.asset and exists r.asset_class)
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ or not exists r.site)
        |> filter(fn: (r) => r._field == "lat" or r._field == "lon")
        |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false, timeSrc: "_start")
        |> filter(fn: (r) => (if exists r.site then r.site else "(none)") =~ /^${site:regex}$/)

// What lies in buckets of others is seen as the worker read it, minute by minute: of who has told no place in ours.
of_ours =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and r._field == "lat" and exists r.asset and exists r.asset_class)
        |> last()
        |> group()
        |> map(fn: (r) => ({name: regexp.quoteMeta(v: r.asset)}))
        |> findColumn(fn: (key) => true, column: "name")

ours = regexp.compile(v: "^(" + strings.joinStr(arr: of_ours, v: "|") + ")$")

minutes = (agg) =>
    from(bucket: "rollup")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry_1m" and r._field == agg)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site and exists r.signal)
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset !~ ours)
        |> drop(columns: ["_field"])
        |> rename(columns: {signal: "_field"})

read =
    union(
        tables: [
            minutes(agg: "max")
                |> filter(
                    fn: (r) => r._field == "speed_kmh" or r._field == "speed_limit_kmh" or r._field == "engine_rpm",
                )
                |> aggregateWindow(every: v.windowPeriod, fn: max, createEmpty: false, timeSrc: "_start"),
            minutes(agg: "mean")
                |> filter(fn: (r) => r._field == "lat" or r._field == "lon")
                |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false, timeSrc: "_start"),
        ],
    )

driven =
    union(tables: [highest, places, read])
        |> group()
        |> pivot(rowKey: ["_time", "asset"], columnKey: ["_field"], valueColumn: "_value")
        |> filter(fn: (r) => exists r.speed_kmh)
        |> map(
            fn: (r) => {
                road = if exists r.speed_limit_kmh then r.speed_limit_kmh else 0.0

                return {
                    asset: r.asset,
                    at: int(v: r._time),
                    speed: r.speed_kmh,
                    allowed: if road > 0.0 and road < 156.0 then road + 5.0 else 161.0,
                    posted: if road > 0.0 and road < 156.0 then road else 161.0,
                    rpm: if exists r.engine_rpm then r.engine_rpm else 0.0,
                    road:
                        if road <= 0.0 then
                            "unknown"
                        else if road < 70.0 then
                            "urban"
                        else if road < 110.0 then
                            "rural"
                        else
                            "highway",
                    place: if exists r.lat and exists r.lon then string(v: r.lat) + ", " + string(v: r.lon) else "",
                }
            },
        )

speeding = driven |> map(fn: (r) => ({r with event: "Speeding", unit: "km/h", value: r.speed, limit: r.posted, on: r.speed > r.allowed}))
redline = driven |> map(fn: (r) => ({r with event: "Redline", unit: "rpm", value: r.rpm, limit: 6200.0, on: r.rpm > 6200.0}))

union(tables: [speeding, redline])
    |> map(fn: (r) => ({r with began: if r.on then 1 else 0, gap: r.at}))
    |> group(columns: ["asset", "event", "unit"])
    |> sort(columns: ["at"])
    |> difference(columns: ["began", "gap"], keepFirst: true)
    |> filter(fn: (r) => r.on)
    |> map(fn: (r) => ({r with began: if exists r.gap and r.began == 0 and r.gap < silence_ns then 0 else 1}))
    |> cumulativeSum(columns: ["began"])
    |> group(columns: ["asset", "event", "unit", "began"])
    |> reduce(
        identity: {first: 0, last: 0, worst: 0.0, limit: 0.0, road: "", place: ""},
        fn: (r, accumulator) => {
            worse = r.value > accumulator.worst

            return {
                first: if accumulator.first == 0 then r.at else accumulator.first,
                last: r.at,
                worst: if worse then r.value else accumulator.worst,
                limit: if worse then r.limit else accumulator.limit,
                road: if worse then r.road else accumulator.road,
                place: if worse then r.place else accumulator.place,
            }
        },
    )
    |> group()
    |> map(
        fn: (r) =>
            ({
                asset: r.asset,
                event: r.event,
                unit: r.unit,
                begin: time(v: r.first),
                duration_s: float(v: r.last - r.first + window_ns) / 1000000000.0,
                worst: r.worst,
                limit: r.limit,
                road: r.road,
                place: r.place,
                from_ms: r.first / 1000000 - margin_ms,
                to_ms: (r.last + window_ns) / 1000000 + margin_ms,
            }),
    )
    |> sort(columns: ["begin"], desc: true)
