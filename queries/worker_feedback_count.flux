// How many answers to incidents there are; as rows are only ever added, another count means that there is a new one.
// Columns: _value.
from(bucket: "config")
    |> range(start: 0)
    |> filter(fn: (r) => r._measurement == "feedback" and r._field == "verdict")
    |> count()
    |> group()
    |> sum()
    |> keep(columns: ["_value"])
