"""An alert rule evaluated as Grafana would: query, reduction and threshold, all read from the rule's own JSON."""

import operator
import statistics
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contract.time import SECOND
from store import queries
from store.annotated_csv import Block
from store.gateway import Gateway

Json = dict[str, Any]
Labels = tuple[tuple[str, str], ...]
Values = Mapping[Labels, float]

COMPARISONS: Mapping[str, Callable[..., bool]] = {
    "gte": operator.ge,
    "lt": operator.lt,
    "within_range_included": lambda value, low, high: low <= value <= high,
}


REDUCERS: Mapping[str, Callable[[list[float]], float]] = {
    "last": operator.itemgetter(-1),
    "min": min,
    "max": max,
    "median": statistics.median,
}


@dataclass(frozen=True, slots=True)
class Instance:
    """One series of the rule's query: its labels, its reduced value, and whether it fires.

    `values` are those of all of the rule's expressions whose labels are among its own: what its words can say.
    """

    labels: Mapping[str, str]
    value: float
    fires: bool
    values: Mapping[str, float]


def instances(gateway: Gateway, rule: Json, now_ns: int) -> list[Instance]:
    """Every alert instance of a rule at a moment; none where one of its queries finds nothing: that is no data."""
    _, reduction, threshold = rule["data"][:3]
    assert (reduction["model"]["type"], reduction["model"]["reducer"]) == ("reduce", "last")
    assert (threshold["model"]["type"], threshold["refId"]) == ("threshold", rule["condition"])
    evaluator = threshold["model"]["conditions"][0]["evaluator"]
    compare = COMPARISONS[evaluator["type"]]
    asked = {
        part["refId"]: dict(_series(gateway.blocks(_flux(part, now_ns))))
        for part in rule["data"]
        if part["datasourceUid"] != "__expr__"
    }
    if not all(asked.values()):
        return []
    reduced = dict(_reduced(rule["data"], asked))
    return [
        Instance(dict(labels), value, compare(value, *evaluator["params"]), _beside(labels, reduced))
        for labels, value in sorted(reduced[threshold["model"]["expression"]].items())
    ]


def _reduced(parts: list[Json], asked: Mapping[str, Mapping[Labels, list[float]]]) -> Iterator[tuple[str, Values]]:
    for part in parts:
        model = part["model"]
        if model.get("type") == "reduce":
            reduce, series = REDUCERS[model["reducer"]], asked[model["expression"]]
            yield part["refId"], {labels: reduce(values) for labels, values in series.items()}


def _beside(labels: Labels, reduced: Mapping[str, Values]) -> dict[str, float]:
    return {
        ref: value
        for ref, values in reduced.items()
        for others, value in values.items()
        if set(others) <= set(labels) or set(others) >= set(labels)
    }


def firing(gateway: Gateway, rule: Json, now_ns: int) -> list[Mapping[str, str]]:
    """The labels of those that fire; one without labels is what the rule says of no data."""
    found = instances(gateway, rule, now_ns)
    if not found and rule["noDataState"] == "Alerting":
        return [{}]
    return [instance.labels for instance in found if instance.fires]


def _flux(query: Json, now_ns: int) -> str:
    (name,) = [name for name in queries.names() if queries.source(name) == query["model"]["query"]]
    span = query["relativeTimeRange"]
    return queries.render(name, start=now_ns - span["from"] * SECOND, stop=now_ns - span["to"] * SECOND)


def _series(blocks: list[Block]) -> Iterator[tuple[Labels, list[float]]]:
    """The values of each series. Grafana takes only numbers over time whose other columns are the group key."""
    for block in blocks:
        others = set(block.rows.column_names) - {"result", "table", "_time", "_value"}
        assert others == set(block.group), f"columns {others ^ block.group} are no labels"
        assert not [name for name in others if name.startswith("_")], "a label would change with every evaluation"
        found: dict[Labels, list[tuple[Any, float]]] = {}
        for row in block.rows.to_pylist():
            labels = tuple(sorted((name, row[name]) for name in block.group if row[name]))
            found.setdefault(labels, []).append((row["_time"], float(row["_value"])))
        for labels, rows in found.items():
            times = [time for time, _ in rows]
            assert times == sorted(set(times)), "times of a series do not ascend"
            yield labels, [value for _, value in rows]
