"""The format of class files, from the models that check them: a JSON Schema for editors, and tables for people."""

import json
from collections.abc import Mapping
from typing import Any

from contract.catalogue import Role
from contract.catalogue.document import ClassDocument
from contract.failures import Growth
from docs.generate.tables import table

Schema = Mapping[str, Any]

_TITLES = {
    "ClassDocument": "The file",
    "SignalPart": "`[signals.<name>]`",
    "Bounds": "`physical`",
    "LimitsPart": "`limits`",
    "CodesPart": "`codes`",
    "CodePart": "`codes.high`, `codes.low`",
    "ConditionPart": "`[conditions.<name>]`",
    "ModePart": "`[modes.<name>]`",
    "CostPart": "`[modes.<name>.cost]`",
    "ShownPart": "An entry of `shows`",
    "SparedPart": "An entry of `spares`",
}
"""What each table of the format is called, in the order in which they are shown."""
_ENUMS = {kind.__name__: [word.value for word in kind] for kind in (Role, Growth)}


def schema() -> str:
    """The JSON Schema of a class file; nothing is required, as a file may say only what differs from those below."""
    found = ClassDocument.model_json_schema()
    found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(_lenient(found), indent=2, ensure_ascii=False) + "\n"


def tables() -> str:
    """Every key of the format: what it may be, what holds without it, what it means."""
    root = ClassDocument.model_json_schema()
    parts = {"ClassDocument": root, **root["$defs"]}
    return "\n\n".join(_table(title, parts[name]) for name, title in _TITLES.items())


def _lenient(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _lenient(value) for key, value in node.items() if key != "required" or isinstance(value, dict)}
    return [_lenient(entry) for entry in node] if isinstance(node, list) else node


def _table(title: str, part: Schema) -> str:
    needed = part.get("required", ())
    rows = [
        (f"`{key}`", _kind(entry), "must be said" if key in needed else _default(entry), entry.get("description", ""))
        for key, entry in part["properties"].items()
    ]
    says = part["description"].replace("\n", " ")
    return f"### {title}\n\n{says}\n\n{table(('key', 'is', 'without it', 'what it says'), rows)}"


def _kind(entry: Schema) -> str:
    if "anyOf" in entry:
        return " or ".join(_kind(other) for other in entry["anyOf"] if other.get("type") != "null")
    if "$ref" in entry:
        return _words(entry["$ref"].rpartition("/")[2])
    if "enum" in entry:
        return ", ".join(entry["enum"])
    if entry["type"] == "array":
        return "two numbers" if "prefixItems" in entry else f"list of {_kind(entry['items'])}s"
    kinds = {"string": "text", "number": "number", "boolean": "true or false", "object": "tables by name"}
    return kinds[entry["type"]]


def _default(entry: Schema) -> str:
    value = entry.get("default")
    return "" if value in (None, "", [], {}) or isinstance(value, dict) else f"`{json.dumps(value)}`"


def _words(name: str) -> str:
    """The words of an enumeration; a table is only called that."""
    return ", ".join(_ENUMS[name]) if name in _ENUMS else "table"
