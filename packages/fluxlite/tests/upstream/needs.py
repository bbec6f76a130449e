"""What a case asks of the language, told from its tree: the functions and options that it reaches."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fluxlite.flux.blocks.values import Value
from fluxlite.flux.language import ast
from fluxlite.flux.language.parser import children
from fluxlite.flux.language.registry import Builtin, members
from tests.upstream.packages import IGNORED_OPTIONS, PACKAGES

SOURCE_OPTION = "_from"
"""The option by which cases of `schema` put data into the place of the bucket that they ask."""
_CONSTANTS = ("true", "false")


@dataclass(frozen=True)
class Need:
    """A member of a package, and the arguments of a call, where it is called."""

    package: str
    name: str
    arguments: tuple[str, ...] = ()

    def missing(self) -> str | None:
        """What of it is not supported; None if all is."""
        short = self.name if self.package == "universe" else f"{self.package}.{self.name}"
        known: Mapping[str, Value] = {**members(self.package), **PACKAGES.get(self.package, {})}
        if self.name not in known:
            return short
        found = known[self.name]
        if isinstance(found, Builtin):
            parameters = {parameter.name for parameter in found.parameters}
            return next((f"{short}({name}:)" for name in self.arguments if name not in parameters), None)
        return None


def pruned(script: ast.File) -> ast.File:
    """The script without definitions and imports that nothing of it uses, and without the runner's own options."""
    wanted: set[str] = set()
    kept: list[ast.Statement] = []
    for statement in reversed(script.body):
        if isinstance(statement, ast.VariableAssignment) and statement.name not in wanted:
            continue
        if isinstance(statement, ast.OptionStatement) and statement.package in IGNORED_OPTIONS:
            continue
        wanted |= set(_names(statement))
        kept.append(statement)
    return ast.File(tuple(item for item in script.imports if item.name in wanted), tuple(reversed(kept)))


def _names(statement: ast.Statement) -> Iterator[str]:
    """Every name that a statement mentions."""
    if isinstance(statement, ast.OptionStatement) and statement.package is not None:
        yield statement.package
    for node in _walk(statement):
        if isinstance(node, ast.Identifier):
            yield node.name
        elif isinstance(node, ast.Property) and node.value is None:
            yield node.key


def _walk(node: ast.Node) -> Iterator[ast.Node]:
    yield node
    for child in children(node):
        yield from _walk(child)


def tags(script: ast.File) -> list[str]:
    """The tags of a case: upstream's runner leaves tagged cases out unless it is asked for them."""
    for statement in reversed(script.body):
        if isinstance(statement, ast.OptionStatement) and (statement.package, statement.name) == ("testing", "tags"):
            return [node.value for node in _walk(statement.value) if isinstance(node, ast.StringLiteral)]
    return []


def unsupported(script: ast.File) -> list[str]:
    """What a pruned script asks for and the store does not support, each once."""
    return list(dict.fromkeys(text for need in needs(script) if (text := need.missing())))


def calls(script: ast.File, package: str, name: str) -> bool:
    """Whether a pruned script asks for a member of a package."""
    return any((need.package, need.name) == (package, name) for need in needs(script))


def needs(script: ast.File) -> Iterator[Need]:
    """All that a script asks for, in its order."""
    imports = {item.name: item.path for item in script.imports}
    own = {statement.name for statement in script.body if isinstance(statement, ast.VariableAssignment)}
    for statement in script.body:
        if isinstance(statement, ast.OptionStatement):
            yield from _option(statement, imports)
            own.add(statement.name)
    for statement in script.body:
        yield from _needs(statement, imports, frozenset(own))


def _option(statement: ast.OptionStatement, imports: Mapping[str, str]) -> Iterator[Need]:
    if statement.package is not None and statement.name != SOURCE_OPTION:
        yield Need(imports[statement.package], f"{statement.name} as an option")


def _is_package(node: ast.Expression, imports: Mapping[str, str], own: frozenset[str]) -> bool:
    return isinstance(node, ast.Identifier) and node.name in imports and node.name not in own


def _needs(
    node: ast.Node, imports: Mapping[str, str], own: frozenset[str], arguments: tuple[str, ...] = ()
) -> Iterator[Need]:
    if isinstance(node, ast.Identifier):
        if node.name not in own and node.name not in imports and node.name not in _CONSTANTS:
            yield Need("universe", node.name, arguments)
    elif isinstance(node, ast.MemberExpression) and _is_package(node.record, imports, own):
        assert isinstance(node.record, ast.Identifier)
        yield Need(imports[node.record.name], node.name, arguments)
    elif isinstance(node, ast.CallExpression):
        yield from _needs(node.callee, imports, own, tuple(item.key for item in node.arguments))
        for item in node.arguments:
            yield from _needs(item, imports, own)
    else:
        if isinstance(node, ast.FunctionExpression):
            own |= {item.key for item in node.parameters}
        if isinstance(node, ast.Block):
            own |= {item.name for item in node.body if isinstance(item, ast.VariableAssignment)}
        if isinstance(node, ast.Property) and node.value is None and node.key not in own:
            yield Need("universe", node.key)
        for child in children(node):
            yield from _needs(child, imports, own)
