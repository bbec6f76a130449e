// How many threshold rows there are; as rows are only ever added, another count means that there is a new one.
// Columns: _value.
from(bucket: "config")
    |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "threshold" and r._field == "version")
    |> count()
    |> group()
    |> sum()
    |> keep(columns: ["_value"])
