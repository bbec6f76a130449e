"""The facts of a day of an asset, which the worker writes once the day is over where the asset stands."""

from contract.measurements import COMMON_TAGS, Field, Measurement

FLEET_DAY = Measurement(
    bucket="rollup",
    name="fleet_day",
    says="A day of an asset, by the clock of its site; the point's time is its beginning. Written once it is over, and"
    " over itself for three days more, as values may come late. What is not known is left out.",
    tags=COMMON_TAGS,
    fields={
        "day": Field(str, "its date, such as 2026-11-21"),
        "worked_h": Field(
            float,
            "hours at work: by the counter `operating_hours`, else the minutes in a run state of work, of a class that"
            " has no run states those in which it sent anything",
        ),
        "distance_km": Field(float, "by the odometer, else by the speed"),
        "energy_kwh": Field(float, "by `power_kw`: taken, less what was given back"),
        "alarms": Field(int, "episodes that were raised"),
        "incidents": Field(int, "incidents that began"),
        "alarm_h": Field(float, "hours in which any episode was open"),
    },
    others={
        "mean_<signal>": "mean of its minutes, of each symptom and each signal of duty; in the signal's unit",
        "max_<signal>": "the greatest value, likewise",
    },
)
