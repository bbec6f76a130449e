// Where one vehicle went, and how fast.
// Columns: _time, lat, lon (degrees), speed_kmh.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "telemetry" and r.asset == "$asset" and exists r.asset_class)
    |> filter(fn: (r) => r._field == "lat" or r._field == "lon" or r._field == "speed_kmh")
    |> aggregateWindow(every: v.windowPeriod, fn: last, createEmpty: false)
    |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")
    |> group()
    |> filter(fn: (r) => exists r.lat and exists r.lon)
    |> keep(columns: ["_time", "lat", "lon", "speed_kmh"])
    |> sort(columns: ["_time"])
