// Incidents that are open, the worst first, a hundred at most: what one cause does to an asset, whatever codes it has.
// Columns: opened (time), asset, asset_class, site, incident, severity, description, cause (a failure mode in words, or
// unknown), confidence (0..1), codes (with commas), recommendation, risk (0..100 when it began or got worse).
import "date"
import "strings"

// An open incident is written again at least hourly: a range shorter than that must find it too.
from(bucket: "health")
    |> range(start: date.sub(d: 1h, from: v.timeRangeStart), stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "incident")
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site and exists r.incident)
    |> last()
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site", "incident"], columnKey: ["_field"], valueColumn: "_value")
    |> filter(fn: (r) => exists r.state and r.state == "open" and exists r.severity and exists r.opened)
    |> group()
    |> map(
        fn: (r) =>
            ({
                opened: time(v: r.opened),
                asset: r.asset,
                asset_class: r.asset_class,
                site: r.site,
                incident: r.incident,
                severity: r.severity,
                description: if exists r.description then r.description else "",
                recommendation: if exists r.recommendation then r.recommendation else "",
                codes: if exists r.codes then strings.replaceAll(v: r.codes, t: ",", u: ", ") else "",
                cause: if exists r.cause then strings.replaceAll(v: r.cause, t: "_", u: " ") else "unknown",
                confidence: if exists r.cause_confidence then r.cause_confidence else 0.0,
                risk: if exists r.risk then r.risk else 0.0,
                rank: if r.severity == "critical" then 2.0 else 1.0,
            }),
    )
    |> sort(columns: ["rank", "risk"], desc: true)
    |> limit(n: 100)
    |> drop(columns: ["rank"])
