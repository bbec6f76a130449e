// Tasks of maintenance that are to be done, due first, a hundred at most: as an admin has told them within a quarter of an
// hour before the end of the range, those among them that nobody has touched.
// Columns: due_ms (when it is to be done at the latest, milliseconds since 1970, -1: no date is known), asset, asset_class,
// site, task, title, action, state, criticality, assignee, day (such as 2026-01-31), late (yes, no), because, cost_early,
// cost_deferred, cost_of_waiting (in currency, -1: not known), currency.
import "date"

fresh = int(v: date.sub(d: 15m, from: v.timeRangeStop))

from(bucket: "config")
    |> range(start: 0, stop: 1970-01-02T00:00:00Z)
    |> filter(fn: (r) => r._measurement == "task_queue")
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site and exists r.task)
    |> pivot(rowKey: ["_time", "asset", "asset_class", "site", "task"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> filter(fn: (r) => exists r.told and r.told >= fresh and exists r.due)
    |> map(
        fn: (r) =>
            ({
                due_ms: if r.due == 0 then -1 else r.due / 1000000,
                order: if r.due == 0 then 9223372036854775807 else r.due,
                asset: r.asset,
                asset_class: r.asset_class,
                site: r.site,
                task: r.task,
                title: r.title,
                action: r.action,
                state: r.state,
                criticality: r.criticality,
                assignee: r.assignee,
                day: r.day,
                late: if exists r.late and r.late then "yes" else "no",
                because: r.because,
                cost_early: r.cost_early,
                cost_deferred: r.cost_deferred,
                cost_of_waiting: r.cost_of_waiting,
                currency: r.currency,
            }),
    )
    |> sort(columns: ["order"])
    |> limit(n: 100)
    |> drop(columns: ["order"])
