// Where every vehicle of the chosen sites was last, with its newest level.
// Columns: asset, lat, lon (degrees), speed_kmh, level (0..3, empty where nothing judged it).
import "regexp"
import "strings"

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
        |> filter(fn: (r) => r.signal == "lat" or r.signal == "lon" or r.signal == "speed_kmh")
        |> last()
        |> drop(columns: ["_field"])
        |> rename(columns: {signal: "_field"})
        |> keep(columns: ["asset", "_field", "_value"])

places =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and exists r.asset and exists r.asset_class)
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ or not exists r.site)
        |> filter(fn: (r) => r._field == "lat" or r._field == "lon" or r._field == "speed_kmh")
        |> last()
        |> filter(fn: (r) => (if exists r.site then r.site else "(none)") =~ /^${site:regex}$/)
        |> keep(columns: ["asset", "_field", "_value"])

levels =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "level" and r.site =~ /^${site:regex}$/)
        |> last()
        |> map(fn: (r) => ({asset: r.asset, _field: r._field, _value: float(v: r._value)}))

union(tables: [places, minutes, levels])
    |> group()
    |> pivot(rowKey: ["asset"], columnKey: ["_field"], valueColumn: "_value")
    |> filter(fn: (r) => exists r.lat and exists r.lon)
    |> sort(columns: ["asset"])
