// Every signal that assets of one class were judged by in the range, the highest score first: the choices of the variable
// `signal`.
// Columns: signal, _value (the highest newest score).
from(bucket: "health")
    |> range(start: v.timeRangeStart, stop: v.timeRangeStop)
    |> filter(fn: (r) => r._measurement == "score" and r._field == "score" and r.asset_class == "$class")
    |> last()
    |> group(columns: ["signal"])
    |> max()
    |> group()
    |> sort(columns: ["_value"], desc: true)
    |> keep(columns: ["signal", "_value"])
