// How far each asset of one class is from its peers in one signal, the farthest first.
// Columns: asset, site, signal, value (mean of the range) and median (of the
// peers; both in the signal's unit), off (value less median), sigmas (off in robust standard deviations of the peers),
// peers (how many assets were compared, itself included).
import "math"

// --- the same in both tables of peers ---
means =
    from(bucket: "health")
        |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
        |> filter(fn: (r) => r._measurement == "score")
        |> filter(fn: (r) => r._field == "observed" or r._field == "expected" or r._field == "upper")
        |> filter(fn: (r) => r.asset_class == "$class" and r.site =~ /^${site:regex}$/ and exists r.asset and exists r.site)
        |> filter(fn: (r) => r.signal == "$signal")
        |> mean()
        |> group()
        |> pivot(rowKey: ["asset", "site", "signal"], columnKey: ["_field"], valueColumn: "_value")
        |> filter(fn: (r) => exists r.observed and exists r.expected and exists r.upper)
        |> map(
            fn: (r) =>
                ({asset: r.asset, site: r.site, signal: r.signal, value: r.observed, width: r.upper - r.expected}),
        )

// Two assets say nothing of each other.
peers = means |> group(columns: ["signal"]) |> count(column: "value") |> group() |> filter(fn: (r) => r.value >= 3)
medians = means |> group(columns: ["signal"]) |> median(column: "value", method: "exact_mean") |> group()

compared =
    join(
        tables: {
            m: means,
            c:
                join(tables: {n: peers, c: medians}, on: ["signal"])
                    |> map(fn: (r) => ({signal: r.signal, median: r.value_c, peers: r.value_n})),
        },
        on: ["signal"],
    )
        |> map(fn: (r) => ({r with off: r.value - r.median, size: math.abs(x: r.value - r.median)}))

// Where peers agree to the digit, a trifle would be a hundred deviations: a quarter of half a band, which is one of them
// as it ships, is the least.
typical = compared |> group(columns: ["signal"]) |> median(column: "size", method: "exact_mean") |> group()
least = compared |> group(columns: ["signal"]) |> median(column: "width", method: "exact_mean") |> group()

spreads =
    join(tables: {t: typical, l: least}, on: ["signal"])
        |> map(
            fn: (r) =>
                ({
                    signal: r.signal,
                    spread: if 1.4826 * r.size > r.width / 4.0 then 1.4826 * r.size else r.width / 4.0,
                }),
        )

distances =
    join(tables: {c: compared, s: spreads}, on: ["signal"])
        |> map(
            fn: (r) =>
                ({
                    asset: r.asset,
                    site: r.site,
                    signal: r.signal,
                    value: r.value,
                    median: r.median,
                    peers: r.peers,
                    off: r.off,
                    sigmas: if r.spread > 0.0 then r.off / r.spread else 0.0,
                    size: if r.spread > 0.0 then r.size / r.spread else 0.0,
                }),
        )
// --- until here ---

distances
    |> sort(columns: ["size"], desc: true)
    |> limit(n: 100)
