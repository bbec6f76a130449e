// What is to be said about one asset: why it is like this; and while it is not normal what to do, by the worst open fault
// or else by the diagnosis, and what it most likely suffers from, with what speaks for it and against it.
// Columns: what, said.
import "date"
import "strings"

judged =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "risk" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> filter(fn: (r) => r._field == "level" or r._field == "reason")
        |> last()
        |> pivot(rowKey: ["_time", "asset"], columnKey: ["_field"], valueColumn: "_value")
        |> group()
        |> keep(columns: ["_time", "asset", "level", "reason"])

diagnosis =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "diagnosis" and r.asset == "$asset")
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> last()
        |> pivot(rowKey: ["_time", "asset"], columnKey: ["_field"], valueColumn: "_value")
        |> group()
        |> rename(columns: {_time: "said"})
        |> keep(columns: ["said", "asset", "mode", "confidence", "supports", "against", "alternatives", "action"])

// An open episode is written again at least hourly.
faults =
    from(bucket: "health")
        |> range(start: date.sub(d: 1h, from: v.timeRangeStart), stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "fault" and r.asset == "$asset" and exists r.episode)
        |> filter(fn: (r) => exists r.asset_class and exists r.site)
        |> filter(fn: (r) => r._field == "state" or r._field == "risk" or r._field == "recommendation")
        |> last()
        |> pivot(rowKey: ["_time", "asset", "episode"], columnKey: ["_field"], valueColumn: "_value")
        |> filter(fn: (r) => r.state == "raised")
        |> group()
        |> map(fn: (r) => ({asset: r.asset, action: r.recommendation, weight: 1.0 + r.risk}))

ill = judged |> filter(fn: (r) => r.level > 0)

// It is said again every ten minutes: an older one is of another trouble.
looked =
    join(tables: {ill: ill, diagnosis: diagnosis}, on: ["asset"])
        |> filter(fn: (r) => r.said >= date.sub(d: 15m, from: r._time))

advised =
    union(tables: [faults, looked |> map(fn: (r) => ({asset: r.asset, action: r.action, weight: 0.0}))])
        |> group()
        |> top(n: 1, columns: ["weight"])

told = join(tables: {ill: ill, advised: advised}, on: ["asset"])

in_words = (text) => strings.replaceAll(v: text, t: "_", u: " ")

union(
    tables: [
        judged |> map(fn: (r) => ({order: 1, what: "Why", said: r.reason})),
        told |> map(fn: (r) => ({order: 2, what: "What to do", said: r.action})),
        looked
            |> map(
                fn: (r) =>
                    ({
                        order: 3,
                        what: "Likely",
                        said: in_words(text: r.mode) + " (" + string(v: int(v: r.confidence * 100.0 + 0.5)) + " %)",
                    }),
            ),
        looked |> map(fn: (r) => ({order: 4, what: "Or", said: in_words(text: r.alternatives)})),
        looked |> map(fn: (r) => ({order: 5, what: "Speaks for it", said: r.supports})),
        looked |> map(fn: (r) => ({order: 6, what: "Against it", said: r.against})),
    ],
)
    |> filter(fn: (r) => exists r.said and r.said != "")
    |> group()
    |> sort(columns: ["order"])
    |> keep(columns: ["what", "said"])
