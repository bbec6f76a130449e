// Every signal of one asset just before the end of the range, beside what was normal then, the furthest off first. In US
// units °C, km/h, km, bar and kPa become °F, mph, mi and psi, and so does the end of the signal's name.
// Columns: signal, shown (its name with the unit that is shown), observed, expected, off (observed less expected), lower,
// upper (that unit; empty for what is not judged), score (0 as expected, 1 edge of normal).
import "date"
import "regexp"
import "strings"

us = "$units" == "us"

ends = (signal, on) => us and strings.hasSuffix(v: signal, suffix: on)

factor = (signal) =>
    if ends(signal: signal, on: "_c") then
        1.8
    else if ends(signal: signal, on: "_kmh") or ends(signal: signal, on: "_km") then
        1.0 / 1.609344
    else if ends(signal: signal, on: "_bar") then
        14.503774
    else if ends(signal: signal, on: "_kpa") then
        0.14503774
    else
        1.0

// A difference of temperatures has no zero of its own.
zero = (signal) => if ends(signal: signal, on: "_c") and not ends(signal: signal, on: "_dt_c") then 32.0 else 0.0

shown = (signal) =>
    if ends(signal: signal, on: "_c") then
        regexp.replaceAllString(r: /_c$/, v: signal, t: "_f")
    else if ends(signal: signal, on: "_kmh") then
        regexp.replaceAllString(r: /_kmh$/, v: signal, t: "_mph")
    else if ends(signal: signal, on: "_km") then
        regexp.replaceAllString(r: /_km$/, v: signal, t: "_mi")
    else if ends(signal: signal, on: "_bar") or ends(signal: signal, on: "_kpa") then
        regexp.replaceAllString(r: /_(bar|kpa)$/, v: signal, t: "_psi")
    else
        signal

values =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and r.asset == "$asset" and exists r.asset_class and r._field != "run_state" and r._field != "road_type")
        |> last()
        |> map(fn: (r) => ({signal: r._field, what: "observed", _value: r._value}))

// What lies in buckets of others is seen as the worker read it: the mean of the last whole minute.
minutes =
    from(bucket: "rollup")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry_1m" and r._field == "mean" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.signal)
        |> last()
        |> map(fn: (r) => ({signal: r.signal, what: "minute", _value: r._value}))

// An older judgement is of another moment.
scores =
    from(bucket: "health")
        |> range(start: date.sub(d: 15m, from: v.timeRangeStop), stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "score" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> filter(fn: (r) => r._field != "observed" and r._field != "revised")
        |> last()
        |> map(fn: (r) => ({signal: r.signal, what: r._field, _value: r._value}))

union(tables: [values, minutes, scores])
    |> group()
    |> pivot(rowKey: ["signal"], columnKey: ["what"], valueColumn: "_value")
    |> filter(fn: (r) => exists r.observed or exists r.minute)
    |> map(fn: (r) => ({r with observed: if exists r.observed then r.observed else r.minute}))
    |> map(
        fn: (r) =>
            ({
                signal: r.signal,
                shown: shown(signal: r.signal),
                observed: r.observed * factor(signal: r.signal) + zero(signal: r.signal),
                expected: r.expected * factor(signal: r.signal) + zero(signal: r.signal),
                off: (r.observed - r.expected) * factor(signal: r.signal),
                lower: r.lower * factor(signal: r.signal) + zero(signal: r.signal),
                upper: r.upper * factor(signal: r.signal) + zero(signal: r.signal),
                // By arithmetic, as a column that is nothing but null would be left out.
                score: r.score * 1.0,
                // Nothing would come first.
                rank: if exists r.score then r.score else -1.0,
            }),
    )
    |> sort(columns: ["rank"], desc: true)
