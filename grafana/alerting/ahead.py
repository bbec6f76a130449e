"""What is foretold of a rule's asset, asked beside the rule: it stands in the message and is no label of the alert.

Grafana gives an alert the values of all expressions whose labels are among its own, here asset, class and site. Labels
make an alert the one that it is: a range that moves from hour to hour among them would end it and raise another.
"""

from grafana.alerting.rule import Beside, expression, query

EARLY, MIDDLE, LATE, CHANCE = "L", "M", "H", "P"
"""Values of an alert: the range of 80 % and its middle in seconds, the probability in per cent; below 0: not known."""


def _value(ref: str) -> str:
    return f'(index $values "{ref}").Value'


def _count(ref: str, *, with_unit: bool = False) -> str:
    """Seconds that are whole days, or less than one and whole hours, as how many they are."""
    in_days, in_hours = ("$1 days", "$1 hours") if with_unit else ("$1", "$1")
    days = f'reReplaceAll "^([0-9]+)d .*" "{in_days}" (humanizeDuration {_value(ref)})'
    hours = f'reReplaceAll "^([0-9]+)h .*" "{in_hours}" ({days})'
    return f'{{{{ reReplaceAll "^1 (day|hour)s$" "1 $1" ({hours}) }}}}'


_RANGE = (
    f"{{{{ if gt {_value(LATE)} 0.0 }}}}fails "
    f"{{{{ if gt {_value(EARLY)} 0.0 }}}}in {_count(EARLY)} to {{{{ else }}}}within {{{{ end }}}}"
    f"{_count(LATE, with_unit=True)}, most likely {_count(MIDDLE)}; {{{{ end }}}}"
)
_SHARE = (
    f"{{{{ if lt {_value(CHANCE)} 1.0 }}}}under 1 %{{{{ else if gt {_value(CHANCE)} 99.0 }}}}over 99 %"
    f'{{{{ else }}}}{{{{ printf "%.0f" {_value(CHANCE)} }}}} %{{{{ end }}}} within 30 days'
)
WORDS = f"{{{{ if gt {_value(CHANCE)} 0.0 }}}}{_RANGE}{_SHARE}{{{{ end }}}}"
"""`fails in 9 to 16 days, most likely 12; 62 % within 30 days`, without the range where there is none; "" where nothing
is known, and where nobody asked."""


def ahead(span_s: int) -> Beside:
    """What is asked beside a rule that looks back so many seconds."""
    between = {EARLY: "min", MIDDLE: "median", LATE: "max"}
    return Beside(
        data=(
            query("R", "alert_failure_range", span_s),
            *(expression(ref, {"type": "reduce", "reducer": how, "expression": "R"}) for ref, how in between.items()),
            query("Q", "alert_failure_chance", span_s),
            expression(CHANCE, {"type": "reduce", "reducer": "last", "expression": "Q"}),
        ),
        annotations={"foretold": WORDS},
    )
