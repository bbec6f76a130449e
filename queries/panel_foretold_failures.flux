// The last hundred failures, and what had been foretold before each.
// Columns: failed_ms (when it failed), asset, asset_class, mode, lead_h (hours from when it was announced; 0: never), said_ms
// (when it was last foretold), low_ms, high_ms (the range as it was said then; milliseconds since 1970, -1 where there was
// none), p_fail_30d (0..1, -1 for not known), method, verdict (within the range, before it, after it, without a date,
// nothing was said).
import "strings"

ms = (time) => int(v: time) / 1000000
later = (time, hours) => ms(time: time) + int(v: hours * 3600000.0)

from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "outcome")
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> filter(fn: (r) => r.failed and not r.withdrawn)
    |> sort(columns: ["_time"], desc: true)
    |> limit(n: 100)
    |> map(fn: (r) => ({r with has_range: r.said_h >= 0.0 and exists r.rul_low_h and exists r.rul_high_h}))
    |> map(
        fn: (r) =>
            ({
                failed_ms: ms(time: r._time),
                asset: r.asset,
                asset_class: r.asset_class,
                mode: if r.mode == "" then "not told" else strings.replaceAll(v: r.mode, t: "_", u: " "),
                lead_h: r.lead_h,
                said_ms: if r.said_h >= 0.0 then later(time: r._time, hours: 0.0 - r.said_h) else -1,
                low_ms: if r.has_range then later(time: r._time, hours: r.rul_low_h - r.said_h) else -1,
                high_ms: if r.has_range then later(time: r._time, hours: r.rul_high_h - r.said_h) else -1,
                p_fail_30d: if exists r.p_fail_30d then r.p_fail_30d else -1.0,
                method: if exists r.method then r.method else "",
                verdict:
                    if r.said_h < 0.0 then
                        "nothing was said"
                    else if not r.has_range then
                        "without a date"
                    else if r.said_h < r.rul_low_h then
                        "before it"
                    else if r.said_h > r.rul_high_h then
                        "after it"
                    else
                        "within the range",
            }),
    )
