// Fault episodes of one asset that were open within the range, the newest first, and where the telemetry before each is.
// Columns: raised (time), lasted_s (seconds until it was cleared, or until the end of the range), state (raised, cleared),
// severity, code, description, signal (empty where that was not kept), observed, limit (the signal's own unit),
// likely (failure mode with its confidence), recommendation, from_ms, to_ms (ten minutes before to two after it was
// raised, milliseconds since 1970, as text).
import "date"
import "strings"

// An open episode is written again at least hourly.
newest =
    from(bucket: "health")
        |> range(start: date.sub(d: 1h, from: v.timeRangeStart), stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "fault" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> filter(fn: (r) => exists r.code and exists r.severity and exists r.episode)
        |> last()
        |> pivot(rowKey: ["_time", "code", "severity", "episode"], columnKey: ["_field"], valueColumn: "_value")
        |> group()
        |> filter(fn: (r) => r.state == "raised" or r._time >= v.timeRangeStart)

onsets =
    from(bucket: "health")
        |> range(start: date.sub(d: 30d, from: v.timeRangeStart), stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "fault" and r._field == "state" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> first()
        |> group()
        |> keep(columns: ["_time", "episode"])
        |> rename(columns: {_time: "raised"})

join(tables: {newest: newest, onsets: onsets}, on: ["episode"])
    |> map(
        fn: (r) =>
            ({
                raised: r.raised,
                lasted_s:
                    float(
                            v:
                                (if r.state == "cleared" then
                                    int(v: r._time)
                                else
                                    int(v: v.timeRangeStop)) - int(v: r.raised),
                        ) / 1000000000.0,
                state: r.state,
                severity: r.severity,
                code: r.code,
                description: r.description,
                signal: if exists r.signal then r.signal else "",
                observed: r.observed,
                limit: r.limit,
                likely:
                    if exists r.confidence and r.confidence > 0.0 then
                        strings.replaceAll(v: r.mode, t: "_", u: " ") + " (" + string(v: int(v: r.confidence * 100.0 + 0.5))
                            +
                            " %)"
                    else
                        "unknown",
                recommendation: r.recommendation,
                from_ms: string(v: (int(v: r.raised) - 600 * 1000000000) / 1000000),
                to_ms: string(v: (int(v: r.raised) + 120 * 1000000000) / 1000000),
            }),
    )
    |> sort(columns: ["raised"], desc: true)
