// What rang most in the range, ten at most: codes of assets by how many fault episodes of them began.
// Columns: asset, asset_class, code, episodes (a number).
import "date"

// What is open is written again at least hourly: what was already so in the hour before did not begin in the range.
from(bucket: "health")
    |> range(start: date.sub(d: 1h, from: v.timeRangeStart), stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault" and r._field == "state")
    |> filter(fn: (r) => r.site =~ /^${site:regex}$/ and r.asset_class =~ /^${class:regex}$/)
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> filter(fn: (r) => exists r.code and exists r.severity and exists r.episode)
    |> first()
    |> filter(fn: (r) => r._value == "raised" and r._time >= v.timeRangeStart)
    |> group(columns: ["asset", "asset_class", "code"])
    |> count()
    |> group()
    |> rename(columns: {_value: "episodes"})
    |> keep(columns: ["asset", "asset_class", "code", "episodes"])
    |> sort(columns: ["episodes", "asset"], desc: true)
    |> limit(n: 10)
