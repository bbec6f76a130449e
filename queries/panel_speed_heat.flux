// Where the vehicles of the chosen sites move, and how fast: the heat of each place. Who stands still adds none.
// Columns: _time, lat, lon (degrees), speed_kmh, heat (speed over 130 km/h; at least 0.2, at least 0.9 where it is more
// than 5 km/h above the road's limit or above 161 km/h, at most 1).
import "regexp"
import "strings"

sent =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and exists r.asset and exists r.asset_class)
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ or not exists r.site)
        |> filter(
            fn: (r) => r._field == "lat" or r._field == "lon" or r._field == "speed_kmh" or r._field == "speed_limit_kmh",
        )
        |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false)
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

minutes =
    from(bucket: "rollup")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry_1m" and r._field == "mean")
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site and exists r.signal)
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset !~ ours)
        |> filter(
            fn: (r) =>
                r.signal == "lat" or r.signal == "lon" or r.signal == "speed_kmh" or r.signal == "speed_limit_kmh",
        )
        |> drop(columns: ["_field"])
        |> rename(columns: {signal: "_field"})
        |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false)

union(tables: [sent, minutes])
    |> group()
    |> pivot(rowKey: ["_time", "asset"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> filter(fn: (r) => exists r.lat and exists r.lon and r.speed_kmh > 0.0)
    |> map(
        fn: (r) => {
            limit = if exists r.speed_limit_kmh then r.speed_limit_kmh + 5.0 else 161.0
            least = if r.speed_kmh > limit or r.speed_kmh > 161.0 then 0.9 else 0.2
            share = r.speed_kmh / 130.0
            high = if share > least then share else least

            return {
                _time: r._time,
                lat: r.lat,
                lon: r.lon,
                speed_kmh: r.speed_kmh,
                heat: if high > 1.0 then 1.0 else high,
            }
        },
    )
