// The assets with a critical fault open, however long they have been silent.
// Columns: _time (when it was last written), asset.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "fault" and r._field == "state" and r.severity == "critical")
    |> filter(fn: (r) => exists r.asset and exists r.asset_class and exists r.site)
    |> last()
    |> filter(fn: (r) => r._value == "raised")
    |> keep(columns: ["_time", "asset"])
    |> group()
