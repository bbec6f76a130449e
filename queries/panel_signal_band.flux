// One signal of one asset inside its expected band, with the limits that it is judged by. In US units °C, km/h, km, bar and
// kPa become °F, mph, mi and psi, and so does the end of the signal's name.
// Columns: _time, _value (the signal's unit; for score: 0 as expected, 1 edge of normal), name (the signal's for what was
// observed; expected, lower, upper, score, warning above, warning below, critical above, critical below).
import "date"
import "regexp"
import "strings"

us = "$units" == "us"

ends = (on) => us and strings.hasSuffix(v: "$signal", suffix: on)

factor =
    if ends(on: "_c") then
        1.8
    else if ends(on: "_kmh") or ends(on: "_km") then
        1.0 / 1.609344
    else if ends(on: "_bar") then
        14.503774
    else if ends(on: "_kpa") then
        0.14503774
    else
        1.0

// A difference of temperatures has no zero of its own.
zero = if ends(on: "_c") and not ends(on: "_dt_c") then 32.0 else 0.0

shown =
    if ends(on: "_c") then
        regexp.replaceAllString(r: /_c$/, v: "$signal", t: "_f")
    else if ends(on: "_kmh") then
        regexp.replaceAllString(r: /_kmh$/, v: "$signal", t: "_mph")
    else if ends(on: "_km") then
        regexp.replaceAllString(r: /_km$/, v: "$signal", t: "_mi")
    else if ends(on: "_bar") or ends(on: "_kpa") then
        regexp.replaceAllString(r: /_(bar|kpa)$/, v: "$signal", t: "_psi")
    else
        "$signal"

band =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "score" and r._field != "revised")
        |> filter(fn: (r) => r.asset == "$asset" and r.signal == "$signal")
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false)
        |> keep(columns: ["_time", "_value", "_field"])

// Limits are written where they change, and hourly.
limits =
    from(bucket: "health")
        |> range(start: date.sub(d: 65m, from: v.timeRangeStart), stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "limit" and r.asset == "$asset" and r.signal == "$signal")
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> keep(columns: ["_time", "_value", "_field"])

at_start =
    limits
        |> filter(fn: (r) => r._time < v.timeRangeStart)
        |> last()
        |> map(fn: (r) => ({r with _time: v.timeRangeStart}))

within = limits |> filter(fn: (r) => r._time >= v.timeRangeStart)

still = date.sub(d: 65m, from: v.timeRangeStop)

at_end =
    limits
        |> filter(fn: (r) => r._time >= still)
        |> last()
        |> map(fn: (r) => ({r with _time: v.timeRangeStop}))

union(tables: [band, at_start, within, at_end])
    |> map(
        fn: (r) =>
            ({
                _time: r._time,
                _value: if r._field == "score" then r._value else r._value * factor + zero,
                name:
                    if r._field == "observed" then
                        shown
                    else if r._field == "warn_high" then
                        "warning above"
                    else if r._field == "warn_low" then
                        "warning below"
                    else if r._field == "crit_high" then
                        "critical above"
                    else if r._field == "crit_low" then
                        "critical below"
                    else
                        r._field,
            }),
    )
    |> group(columns: ["name"])
    |> sort(columns: ["_time"])
