// Where every vehicle of the chosen sites was last, with its newest level: as known now, whatever the range begins with.
// Columns: asset, asset_class, site, lat, lon (degrees), speed_kmh, level (0..3; 0 where nothing judged it).
import "join"

places =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and r.site =~ /^${site:regex}$/)
        |> filter(fn: (r) => r._field == "lat" or r._field == "lon" or r._field == "speed_kmh")
        |> last()
        |> pivot(rowKey: ["asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
        |> group()

levels =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r._field == "level" and r.site =~ /^${site:regex}$/)
        |> last()
        |> group()
        |> keep(columns: ["asset", "_value"])

join.left(
    left: places,
    right: levels,
    on: (l, r) => l.asset == r.asset,
    as: (l, r) =>
        ({
            asset: l.asset,
            asset_class: l.asset_class,
            site: l.site,
            lat: l.lat,
            lon: l.lon,
            speed_kmh: l.speed_kmh,
            level: if exists r._value then r._value else 0,
        }),
)
    |> sort(columns: ["asset"])
