// When each fault episode of some assets in the range was first written, which is when it was raised.
// Columns: _time, asset, episode.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault" and r._field == "state" and r.asset =~ /^${assets:regex}$/)
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> first()
    |> group()
    |> keep(columns: ["_time", "asset", "episode"])
