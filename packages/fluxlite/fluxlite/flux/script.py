"""Running a script: its statements, its options, and the results that it asks for."""

from collections.abc import Mapping

from fluxlite.flux import functions
from fluxlite.flux.blocks.kinds import INT, TIME
from fluxlite.flux.blocks.values import (
    FALSE,
    TRUE,
    Duration,
    Function,
    Package,
    Scope,
    StreamValue,
    Value,
    is_basic,
    type_name,
)
from fluxlite.flux.language import ast, known
from fluxlite.flux.language.check import check
from fluxlite.flux.language.errors import invalid, unsupported
from fluxlite.flux.language.registry import Builtin, members, packages
from fluxlite.flux.language.static_types import PackageType, Type
from fluxlite.flux.run.context import Context
from fluxlite.flux.run.evaluate import call_function, evaluate
from fluxlite.flux.run.plan import Results

DEFAULT_RESULT = "_result"
_NO_RESULT = (
    "error in query specification while starting program: this Flux script returns no streaming data. "
    'Consider adding a "yield" or invoking streaming functions directly, without performing an assignment'
)


def universe() -> Scope:
    """The names that every script knows."""
    functions.load()
    return Scope({**members("universe"), "true": TRUE, "false": FALSE})


def run_script(
    file: ast.File,
    parameters: list[ast.OptionStatement],
    context: Context,
    extra: Mapping[str, Mapping[str, Value]] | None = None,
) -> Results:
    """Evaluate all statements; the named results that they ask for, in the order of the script.

    `extra` holds the members of packages that only this run knows.
    """
    scope = Scope({}, universe())
    for parameter in parameters:
        scope.names[parameter.name] = evaluate(parameter.value, scope, context)
    for item in file.imports:
        scope.names[item.name] = _package(item, extra or {})
    names = {parameter.name for parameter in parameters}
    for statement in file.body:
        if isinstance(statement, ast.VariableAssignment) and statement.name in names:
            raise invalid(f"error @{statement.span}: variable {statement.name} is already given as a parameter")
    check(file, _types(scope))
    for option in file.body:
        if isinstance(option, ast.OptionStatement):
            _set_option(option, scope, context)
    for statement in file.body:
        _execute(statement, scope, context)
    if not context.yields:
        raise invalid(_NO_RESULT)
    return context.yields


def _types(scope: Scope) -> dict[str, Type]:
    """What the checker may know of the names that a script starts with."""
    types: dict[str, Type] = {}
    for name in scope.all_names():
        value = scope.get(name)
        if isinstance(value, Builtin):
            types.setdefault(name, value)
        elif isinstance(value, Package):
            types.setdefault(name, PackageType(value.path, value.members))
        else:
            basic = is_basic(value) or isinstance(value, Duration)
            types.setdefault(name, type_name(value) if basic and name != "location" else None)
    return types


def _package(item: ast.Import, extra: Mapping[str, Mapping[str, Value]]) -> Package:
    if item.path in extra:
        return Package(item.path, extra[item.path])
    if item.path in packages():
        return Package(item.path, members(item.path))
    if item.path in known.PACKAGES:
        raise unsupported(item.span, f'package "{item.path}"')
    raise invalid(f"error @{item.span}: invalid import path {item.path}")


def _set_option(statement: ast.OptionStatement, scope: Scope, context: Context) -> None:
    if statement.package is not None:
        raise unsupported(statement.span, f"option {statement.package}.{statement.name}")
    value = evaluate(statement.value, scope, context)
    scope.names[statement.name] = value
    context.options[statement.name] = value
    if statement.name == "now":
        context.now = _now(value, context)


def _now(value: Value, context: Context) -> int:
    result = call_function(value, {}, context) if isinstance(value, Function | Builtin) else value
    if not is_basic(result) or result.type != TIME or not result.is_valid:
        raise invalid("option now must be a function that returns a time")
    return int(result.cast(INT).as_py())


def _execute(statement: ast.Statement, scope: Scope, context: Context) -> None:
    if isinstance(statement, ast.VariableAssignment):
        scope.names[statement.name] = evaluate(statement.value, scope, context)
    elif isinstance(statement, ast.ExpressionStatement):
        value = evaluate(statement.expression, scope, context)
        if isinstance(value, StreamValue) and value.builtin.name != "yield":
            value.consumers += 1
            context.yields.append((DEFAULT_RESULT, value))
    elif isinstance(statement, ast.UnsupportedStatement):
        raise unsupported(statement.span, statement.what)
    elif isinstance(statement, ast.ReturnStatement):
        raise invalid(f"error @{statement.span}: return not valid in file block")
