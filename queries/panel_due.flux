// When the assets will fail of which a date is known: the hundred that are due first, as the low end of the range says.
// What is not known any more keeps the time at which it was: of an asset the row with the newest method holds.
// Columns: asset, asset_class, site, low_ms, middle_ms, high_ms (when a tenth, half, nine tenths of such cases have
// failed; milliseconds since 1970), p_fail_30d (0..1), method, because, _time (when that was said), status and health
// (0..100, -1 where it is not known) of its condition, which is written with it.
hour_ms = 3600000.0
later = (time, hours) => int(v: time) / 1000000 + int(v: hours * hour_ms)

from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(
        fn: (r) =>
            r._measurement == "prognosis" and r._field =~ /^(method|because|rul_h|rul_low_h|rul_high_h|p_fail_30d)$/
                or
                r._measurement == "condition" and r._field =~ /^(health|status)$/,
    )
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> last()
    |> drop(columns: ["_measurement"])
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> filter(fn: (r) => exists r.method)
    |> group(columns: ["asset"])
    |> sort(columns: ["_time"])
    |> tail(n: 1)
    |> group()
    |> filter(fn: (r) => exists r.rul_low_h and exists r.rul_h and exists r.rul_high_h and exists r.p_fail_30d)
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                asset: r.asset,
                asset_class: r.asset_class,
                site: r.site,
                low_ms: later(time: r._time, hours: r.rul_low_h),
                middle_ms: later(time: r._time, hours: r.rul_h),
                high_ms: later(time: r._time, hours: r.rul_high_h),
                p_fail_30d: r.p_fail_30d,
                method: r.method,
                because: r.because,
                status: if exists r.status then r.status else "unknown",
                health: if exists r.health then r.health else -1.0,
            }),
    )
    |> sort(columns: ["low_ms"])
    |> limit(n: 100)
