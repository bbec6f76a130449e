// How many assets were heard of how recently, of those heard of in the range; parked ones were `off` when they last were.
// Columns: live (within a minute), delayed (within ten), silent (longer, and not parked), parked (off).
heard =
    from(bucket: "telemetry")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "telemetry" and r._field == "run_state")
        |> last()
        |> map(
            fn: (r) => {
                age = (int(v: v.timeRangeStop) - int(v: r._time)) / 1000000000

                return {
                    live: if age < 60 then 1 else 0,
                    delayed: if age >= 60 and age < 600 then 1 else 0,
                    silent: if age >= 600 and r._value != "off" then 1 else 0,
                    parked: if age >= 600 and r._value == "off" then 1 else 0,
                }
            },
        )
        |> group()

heard
    |> reduce(
        identity: {live: 0, delayed: 0, silent: 0, parked: 0},
        fn: (r, accumulator) =>
            ({
                live: accumulator.live + r.live,
                delayed: accumulator.delayed + r.delayed,
                silent: accumulator.silent + r.silent,
                parked: accumulator.parked + r.parked,
            }),
    )
