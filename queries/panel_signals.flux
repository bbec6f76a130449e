// Every signal of one asset that was scored in the range, the highest score first: the choices of the variable `signal`.
// Columns: _value (score: 0 as expected, 1 edge of normal), signal.
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "score" and r._field == "score" and r.asset == "$asset")
    |> filter(fn: (r) => exists r.asset_class and exists r.site)
    |> last()
    |> group()
    |> sort(columns: ["_value"], desc: true)
    |> keep(columns: ["signal", "_value"])
