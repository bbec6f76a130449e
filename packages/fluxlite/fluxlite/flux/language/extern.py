"""Query parameters as the official Python client sends them: a syntax tree in JSON with one option a parameter."""

from collections.abc import Callable, Mapping
from typing import Any

from fluxlite.flux.language import ast
from fluxlite.flux.language.errors import FluxError, Span, invalid, unsupported
from fluxlite.flux.language.literals import parse_duration, parse_time

_NOWHERE = Span(0, 0, 0, 0)
_STATEMENTS = (
    "ExpressionStatement", "VariableAssignment", "OptionStatement", "ReturnStatement", "BadStatement",
    "TestCaseStatement", "BuiltinStatement",
)  # fmt: skip


def parse_extern(tree: Any) -> list[ast.OptionStatement]:
    """The parameters of a request's `extern` member; raises FluxError for a tree that is none of parameters."""
    if tree is None:
        return []
    if not isinstance(tree, Mapping):
        raise _unreadable("invalid type, expected struct File")
    body = tree.get("body") or []
    if not isinstance(body, list):
        raise _unreadable("invalid type, expected a sequence")
    return [_option(statement) for statement in body]


def _option(statement: Any) -> ast.OptionStatement:
    kind = statement.get("type") if isinstance(statement, Mapping) else None
    if kind not in _STATEMENTS:
        names = ", ".join(f"`{name}`" for name in _STATEMENTS)
        raise _unreadable(f"unknown variant `{kind}`, expected one of {names}")
    try:
        assignment = statement["assignment"] if kind == "OptionStatement" else statement
        if assignment["type"] == "MemberAssignment":
            raise _unknown_option(assignment["member"])
        if assignment["type"] != "VariableAssignment":
            raise KeyError(kind)
        return ast.OptionStatement(_NOWHERE, None, str(assignment["id"]["name"]), _expression(assignment["init"]))
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(f"cannot read a parameter: {error}") from None


def _unknown_option(member: Mapping[str, Any]) -> FluxError:
    """The refusal of a package's option, by its name: `profiler.enabledProfilers` is what the Python client sends."""
    name = f"{member['object']['name']}.{member['property']['name']}"
    return unsupported(None, f"option {name}")


def _expression(node: Mapping[str, Any]) -> ast.Expression:
    rule = _RULES.get(str(node["type"]))
    if rule is None:
        raise FluxError("not implemented", f"{node['type']} in query parameters is not supported")
    return rule(node)


def _record(node: Mapping[str, Any]) -> ast.Expression:
    properties = []
    for item in node["properties"]:
        key = item["key"]
        properties.append(ast.Property(_NOWHERE, str(key.get("name", key.get("value"))), _expression(item["value"])))
    return ast.RecordExpression(_NOWHERE, None, tuple(properties))


def _duration(node: Mapping[str, Any]) -> ast.Expression:
    text = "".join(f"{int(item['magnitude'])}{item['unit']}" for item in node["values"])
    return ast.DurationLiteral(_NOWHERE, *parse_duration(text))


_RULES: dict[str, Callable[[Mapping[str, Any]], ast.Expression]] = {
    "StringLiteral": lambda node: ast.StringLiteral(_NOWHERE, str(node["value"])),
    "IntegerLiteral": lambda node: ast.IntegerLiteral(_NOWHERE, int(node["value"])),
    "FloatLiteral": lambda node: ast.FloatLiteral(_NOWHERE, float(node["value"])),
    "BooleanLiteral": lambda node: ast.BooleanLiteral(_NOWHERE, bool(node["value"])),
    "DateTimeLiteral": lambda node: ast.TimeLiteral(_NOWHERE, parse_time(str(node["value"]))),
    "DurationLiteral": _duration,
    "UnaryExpression": lambda node: ast.UnaryExpression(_NOWHERE, str(node["operator"]), _expression(node["argument"])),
    "ArrayExpression": lambda node: ast.ArrayExpression(
        _NOWHERE, tuple(_expression(item) for item in node["elements"])
    ),
    "ObjectExpression": _record,
    "Identifier": lambda node: ast.Identifier(_NOWHERE, str(node["name"])),
}


def _unreadable(reason: str) -> FluxError:
    return invalid(f"compilation failed: extern json parse error: {reason} at line 1 column 73")
