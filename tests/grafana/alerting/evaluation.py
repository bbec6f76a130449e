"""An alert rule evaluated as Grafana would: query, reduction and threshold, all read from the rule's own JSON."""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contract.time import SECOND
from store import queries
from store.annotated_csv import Block
from store.gateway import Gateway

Json = dict[str, Any]

COMPARISONS: Mapping[str, Callable[..., bool]] = {
    "gte": operator.ge,
    "lt": operator.lt,
    "within_range_included": lambda value, low, high: low <= value <= high,
}


@dataclass(frozen=True, slots=True)
class Instance:
    """One series of the rule's query: its labels, its reduced value, and whether it fires."""

    labels: Mapping[str, str]
    value: float
    fires: bool


def instances(gateway: Gateway, rule: Json, now_ns: int) -> list[Instance]:
    """Every alert instance of a rule at a moment."""
    query, reduction, threshold = rule["data"]
    assert (reduction["model"]["type"], reduction["model"]["reducer"]) == ("reduce", "last")
    assert (reduction["model"]["expression"], threshold["model"]["expression"]) == (query["refId"], reduction["refId"])
    assert (threshold["model"]["type"], threshold["refId"]) == ("threshold", rule["condition"])
    evaluator = threshold["model"]["conditions"][0]["evaluator"]
    compare = COMPARISONS[evaluator["type"]]
    newest = dict(_newest(gateway.blocks(_flux(query, now_ns))))
    return [
        Instance(dict(labels), value, compare(value, *evaluator["params"])) for labels, value in sorted(newest.items())
    ]


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


def _newest(blocks: list[Block]) -> Iterator[tuple[tuple[tuple[str, str], ...], float]]:
    """The last value of each series. Grafana takes only numbers over time whose other columns are the group key."""
    for block in blocks:
        others = set(block.rows.column_names) - {"result", "table", "_time", "_value"}
        assert others == set(block.group), f"columns {others ^ block.group} are no labels"
        assert not [name for name in others if name.startswith("_")], "a label would change with every evaluation"
        for row in block.rows.to_pylist():
            labels = tuple(sorted((name, row[name]) for name in block.group if row[name]))
            yield labels, float(row["_value"])
