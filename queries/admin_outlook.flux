// When some assets will fail and how they are, and all that is said of it; rows as in admin_outlooks.
// Columns: those of admin_outlooks, and p_fail_7d (0..1), like (assets with commas), because, model_version, indicator,
// value, limit (the indicator's unit), degradation_per_day and factor_<name> (points of health).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "prognosis" or r._measurement == "condition")
    |> filter(fn: (r) => r.asset =~ /^${assets:regex}$/ and exists r.asset_class and exists r.site)
    |> last()
    |> pivot(
        rowKey: ["_time", "_measurement", "asset", "asset_class", "site"],
        columnKey: ["_field"],
        valueColumn: "_value",
    )
    |> group()
