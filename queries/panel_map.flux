// Where the three hundred assets of the highest risk times criticality were last, as far as they tell their position; the worst of them last, so that
// its marker lies on top.
// Columns: asset, lat, lon (degrees), level (0..3), risk (0..100).
import "regexp"
import "strings"

risks =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "risk")
        |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
        |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
        |> last()
        |> keep(columns: ["_time", "asset", "_field", "_value"])

// --- the same wherever the fleet is in order ---
// The newest of each counts, wherever the asset was then: one that moved is two series. What the registry does not know
// weighs 1.
weights =
    from(bucket: "config")
        |> range(start: 0, stop: 2200-01-01T00:00:00Z)
        |> filter(fn: (r) => r._measurement == "asset" and r._field == "weight" and exists r.asset)
        |> last()
        |> keep(columns: ["_time", "asset", "_field", "_value"])

weighted =
    union(tables: [risks, weights])
        |> group()
        |> sort(columns: ["_time"])
        |> pivot(rowKey: ["asset"], columnKey: ["_field"], valueColumn: "_value")
        |> filter(fn: (r) => exists r.risk)
        |> map(
            fn: (r) => {
                weight = if exists r.weight then r.weight else 1.0

                return {asset: r.asset, risk: r.risk, weight: weight, weighted_risk: r.risk * weight}
            },
        )
// --- until here ---

worst =
    weighted
        |> top(n: 300, columns: ["weighted_risk"])
        |> map(fn: (r) => ({name: regexp.quoteMeta(v: r.asset)}))
        |> findColumn(fn: (key) => true, column: "name")

// A pattern is looked up by the store; `contains` would take every asset through Flux.
these = regexp.compile(v: "^(" + strings.joinStr(arr: worst, v: "|") + ")$")

positions =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and (r._field == "lat" or r._field == "lon"))
        |> filter(fn: (r) => r.asset =~ these and exists r.asset_class)
        |> last()
        |> keep(columns: ["asset", "_field", "_value"])

// What lies in buckets of others is seen as the worker read it: the mean of the last whole minute.
minutes =
    from(bucket: "rollup")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry_1m" and r._field == "mean" and r.asset =~ these)
        |> filter(fn: (r) => exists r.asset_class and exists r.signal)
        |> filter(fn: (r) => r.signal == "lat" or r.signal == "lon")
        |> last()
        |> map(fn: (r) => ({asset: r.asset, _field: r.signal + "_read", _value: r._value}))

judged =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and (r._field == "level" or r._field == "risk"))
        |> filter(fn: (r) => r.asset =~ these)
        |> last()
        |> toFloat()
        |> keep(columns: ["asset", "_field", "_value"])

union(tables: [positions, minutes, judged])
    |> group()
    |> pivot(rowKey: ["asset"], columnKey: ["_field"], valueColumn: "_value")
    |> map(
        fn: (r) =>
            ({
                asset: r.asset,
                lat: if exists r.lat then r.lat else r.lat_read,
                lon: if exists r.lon then r.lon else r.lon_read,
                level: r.level,
                risk: r.risk,
            }),
    )
    |> filter(fn: (r) => exists r.lat and exists r.lon and exists r.level)
    |> sort(columns: ["level", "risk"])
