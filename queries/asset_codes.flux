// What the control unit of an asset says of its trouble codes in the range, a value a row.
// Columns: _time, _field (state, mil, frame_<signal>), _value, asset, asset_class, site, code.
from(bucket: "telemetry")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "dtc" and r.asset == "$asset")
    |> filter(fn: (r) => exists r.asset_class and exists r.site and exists r.code)
    |> keep(
        columns: [
            "_time",
            "_field",
            "_value",
            "asset",
            "asset_class",
            "site",
            "code",
        ],
    )
