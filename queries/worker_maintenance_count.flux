// How many rows of maintenance were told; rows are only ever added, so another count means that there is a new one.
// Columns: _value.
from(bucket: "config")
    |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "maintenance" and r._field == "until")
    |> count()
    |> group()
    |> sum()
    |> keep(columns: ["_value"])
