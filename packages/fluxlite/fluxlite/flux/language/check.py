"""What can be said about a script before it runs: unknown names, wrong arguments, types that cannot go together.

A small inference: literals, operators, records and calls of Flux's own functions have types; what depends on a row or
on a parameter is unknown and never an error here. Texts and places are InfluxDB's. Every problem is reported, not just
the first. Flux that exists but is not supported is refused here, by name.
"""

from collections.abc import Callable
from typing import Any

from fluxlite.flux.language import ast, known
from fluxlite.flux.language.errors import CompileError, Span, unsupported
from fluxlite.flux.language.expressions import INVALID_OPERATOR
from fluxlite.flux.language.registry import Builtin, Parameter
from fluxlite.flux.language.static_types import (
    COMPARABLE,
    EQUATABLE,
    ArrayType,
    FunctionType,
    Names,
    PackageType,
    RecordType,
    Type,
    misfit,
    result_of,
    shown,
)
from fluxlite.flux.language.wording import unexpected, unexpected_among

_ADDABLE = ("int", "uint", "float", "string")
_NUMERIC = ("int", "uint", "float")
_NEGATABLE = ("int", "float", "duration")
_CLASSES = {
    "+": ("Addable", _ADDABLE), "-": ("Subtractable", _NUMERIC), "*": ("Divisible", _NUMERIC),
    "/": ("Divisible", _NUMERIC), "%": ("Divisible", _NUMERIC), "^": ("Divisible", _NUMERIC),
    "<": ("Comparable", COMPARABLE), ">": ("Comparable", COMPARABLE), "<=": ("Comparable", COMPARABLE),
    ">=": ("Comparable", COMPARABLE), "==": ("Equatable", EQUATABLE), "!=": ("Equatable", EQUATABLE),
}  # fmt: skip


def check(file: ast.File, names: Names) -> None:
    """Raise CompileError with all problems of a script; `names` are the types of what it may use."""
    checker = Checker()
    checker.statements(file.body, dict(names))
    if checker.problems:
        raise CompileError(checker.problems)


class Checker:
    """Walks a script and notes what is wrong with it."""

    def __init__(self) -> None:
        self.problems: list[tuple[Span, str]] = []

    def statements(self, body: tuple[ast.Statement, ...], names: Names) -> Type:
        """Check statements one after the other; the type of what they return, if they do."""
        result: Type = None
        assigned: set[str] = set()
        for statement in body:
            if isinstance(statement, ast.VariableAssignment):
                if statement.name in assigned:
                    self.note(statement.span, f'variable "{statement.name}" reassigned')
                assigned.add(statement.name)
                names[statement.name] = self.infer(statement.value, names)
            elif isinstance(statement, ast.OptionStatement):
                found = self.infer(statement.value, names)
                if statement.package is None:
                    names[statement.name] = None if isinstance(found, FunctionType) else found
            elif isinstance(statement, ast.ExpressionStatement):
                self.infer(statement.expression, names)
            elif isinstance(statement, ast.ReturnStatement):
                result = self.infer(statement.argument, names)
        return result

    def infer(self, node: ast.Expression, names: Names) -> Type:
        """The type of an expression."""
        rule = _RULES.get(type(node))
        return rule(self, node, names) if rule else None

    def note(self, span: Span, text: str) -> None:
        """Note a problem."""
        self.problems.append((span, text))

    def expect(self, wanted: str, found: Type, span: Span) -> None:
        """Note it if a type is known to be another than wanted."""
        if isinstance(found, str | ArrayType | RecordType) and found != wanted:
            self.note(span, f"expected {wanted} but found {shown(found)}")

    def identifier(self, node: ast.Identifier, names: Names) -> Type:
        if node.name in names:
            return names[node.name]
        if known.exists("universe", node.name):
            raise unsupported(node.span, node.name)
        self.note(node.span, f"undefined identifier {node.name}")
        return None

    def member(self, node: ast.MemberExpression, names: Names) -> Type:
        found = self.infer(node.record, names)
        if isinstance(found, PackageType):
            if node.name in found.members:
                member = found.members[node.name]
                return member if isinstance(member, Builtin) else None
            if known.exists(found.path, node.name):
                raise unsupported(node.span, f"{found.path}.{node.name}")
            self.note(node.record.span, f"record is missing label {node.name}")
        elif isinstance(found, RecordType):
            if node.name in found.fields:
                return found.fields[node.name]
            if not found.rest:
                self.note(node.record.span, f"record is missing label {node.name}")
        elif isinstance(found, ArrayType) or (isinstance(found, str) and found != "stream"):
            self.note(node.record.span, f"expected {{A with {node.name}: A}} (record) but found {shown(found)}")
        return None

    def record(self, node: ast.RecordExpression, names: Names) -> Type:
        fields = {item.key: self.infer(_value(item), names) for item in node.properties}
        if node.base is None:
            return RecordType(fields, rest=False)
        base = self.infer(node.base, names)
        if isinstance(base, RecordType):
            return RecordType({**base.fields, **fields}, base.rest)
        return RecordType(fields, rest=True)

    def array(self, node: ast.ArrayExpression, names: Names) -> Type:
        kinds = [self.infer(element, names) for element in node.elements]
        first = next((kind for kind in kinds if isinstance(kind, str)), kinds[0] if kinds else None)
        for kind, element in zip(kinds, node.elements, strict=True):
            if isinstance(first, str) and isinstance(kind, str):
                self.expect(first, kind, element.span)
            elif isinstance(first, RecordType) and isinstance(kind, RecordType):
                self.alike(first, kind, element.span)
        return ArrayType(first)

    def alike(self, first: RecordType, other: RecordType, span: Span) -> None:
        """Note it if a record of an array differs from the first one."""
        if first.rest or other.rest:
            return
        for name in other.fields:
            if name not in first.fields:
                self.note(span, f"found unexpected label {name}")
        for name, kind in first.fields.items():
            found = other.fields.get(name)
            if name not in other.fields:
                self.note(span, f"record is missing label {name}")
            elif isinstance(kind, str) and isinstance(found, str):
                self.expect(kind, found, span)

    def function(self, node: ast.FunctionExpression, names: Names) -> Type:
        inner = dict(names)
        parameters, piped = {}, None
        for item in node.parameters:
            if isinstance(item.value, ast.PipeLiteral):
                piped = item.key
            elif item.value is not None:
                self.infer(item.value, names)
            inner[item.key] = None
            parameters[item.key] = item.value is None
        self.body(node, inner)
        return FunctionType(parameters, piped)

    def body(self, node: ast.FunctionExpression, names: Names) -> Type:
        if isinstance(node.body, ast.Block):
            return self.statements(node.body.body, names)
        return self.infer(node.body, names)

    def pipe_literal(self, node: ast.PipeLiteral, _names: Names) -> Type:
        what = "a pipe literal may only be used as a default value for an argument in a function definition"
        self.note(node.span, what)
        return None

    def unary(self, node: ast.UnaryExpression, names: Names) -> Type:
        found = self.infer(node.argument, names)
        if node.operator == "exists":
            return "bool"
        if node.operator == "not":
            self.expect("bool", found, node.argument.span)
            return "bool"
        if isinstance(found, str) and found not in _NEGATABLE:
            self.note(node.argument.span, f"{found} is not Negatable")
        return found

    def binary(self, node: ast.BinaryExpression, names: Names) -> Type:
        left, right = self.infer(node.left, names), self.infer(node.right, names)
        if node.operator == INVALID_OPERATOR:
            self.note(node.span, f"invalid binary operator {INVALID_OPERATOR}")
            return None
        if node.operator in ("=~", "!~"):
            self.expect("string", left, node.left.span)
            self.expect("regexp", right, node.right.span)
            return "bool"
        what, allowed = _CLASSES[node.operator]
        if node.operator in ("==", "!=", "<", "<=", ">", ">="):
            for kind, side in ((left, node.left), (right, node.right)):
                if node.operator in ("<=", ">=") and kind == "regexp":
                    self.note(side.span, f"{shown(kind)} is not Equatable")
                if isinstance(kind, str) and kind not in allowed:
                    self.note(side.span, f"{shown(kind)} is not {what}")
            return "bool"
        if isinstance(left, str) and isinstance(right, str) and left != right:
            self.note(node.right.span, f"expected {shown(left)} but found {shown(right)}")
        elif isinstance(left, str) and left not in allowed:
            self.note(node.span, f"{shown(left)} is not {what}")
        return left if isinstance(left, str) else right if isinstance(right, str) else None

    def logical(self, node: ast.LogicalExpression, names: Names) -> Type:
        for side in (node.left, node.right):
            self.expect("bool", self.infer(side, names), side.span)
        return "bool"

    def conditional(self, node: ast.ConditionalExpression, names: Names) -> Type:
        self.expect("bool", self.infer(node.test, names), node.test.span)
        first, second = self.infer(node.consequent, names), self.infer(node.alternate, names)
        if isinstance(first, str) and isinstance(second, str):
            self.expect(first, second, node.alternate.span)
        return first if isinstance(first, str) else second if isinstance(second, str) else None

    def text(self, node: ast.StringExpression, names: Names) -> Type:
        for part in node.parts:
            if not isinstance(part, str):
                found = self.infer(part, names)
                if isinstance(found, ArrayType | RecordType) or found in ("regexp", "stream"):
                    self.note(part.span, f"{shown(found)} is not Stringable")
        return "string"

    def dictionary(self, node: ast.DictExpression, names: Names) -> Type:
        for key, value in node.items:
            self.infer(key, names)
            self.infer(value, names)
        return None

    def index(self, node: ast.IndexExpression, names: Names) -> Type:
        found = self.infer(node.array, names)
        self.expect("int", self.infer(node.index, names), node.index.span)
        return found.element if isinstance(found, ArrayType) else None

    def pipe(self, node: ast.PipeExpression, names: Names) -> Type:
        calls: list[ast.CallExpression] = []
        source: ast.Expression = node
        while isinstance(source, ast.PipeExpression):
            calls.append(source.call)
            source = source.argument
        found = self.infer(source, names)
        for call in reversed(calls):
            found = self.call(call, names, piped=True)
        return found

    def call(self, node: ast.CallExpression, names: Names, *, piped: bool = False) -> Type:
        callee = self.infer(node.callee, names)
        if isinstance(callee, Builtin):
            return self.builtin_call(node, callee, names, piped=piped)
        given = {item.key: self.infer(_value(item), names) for item in node.arguments}
        if isinstance(callee, FunctionType):
            self.own_call(node, callee, given)
        elif isinstance(callee, str | ArrayType | RecordType):
            self.note(node.span, f"expected {shown(callee)} but found function")
        return None

    def own_call(self, node: ast.CallExpression, callee: FunctionType, given: Names) -> None:
        for item in node.arguments:
            if item.key not in callee.parameters:
                names = [name for name in callee.parameters if name != callee.piped]
                self.note(_value(item).span, unexpected_among(item.key, names, given))
        for name, required in callee.parameters.items():
            if required and name not in given:
                self.note(node.span, f"missing required argument {name}")

    def builtin_call(self, node: ast.CallExpression, callee: Builtin, names: Names, *, piped: bool) -> Type:
        parameters = {parameter.name: parameter for parameter in callee.parameters}
        given = {}
        for item in node.arguments:
            parameter = parameters.get(item.key)
            value = _value(item)
            found = self.argument(value, parameter, names)
            given[item.key] = found
            if parameter is None:
                self.note(value.span, unexpected(callee, item.key, {other.key for other in node.arguments}))
            else:
                self.fits(parameter, found, value.span)
        for parameter in callee.parameters:
            if parameter.required and parameter.name not in given:
                self.note(node.span, f"missing required argument {parameter.name}")
            if parameter.piped and not piped and parameter.name not in given:
                self.note(node.span, f"missing required argument {parameter.name}")
        return result_of(callee)

    def argument(self, node: ast.Expression, parameter: Parameter | None, names: Names) -> Type:
        """The type of an argument; a function is checked against what it will be called with."""
        wanted = parameter.row_parameters if parameter else None
        if wanted is None or not isinstance(node, ast.FunctionExpression):
            return self.infer(node, names)
        assert parameter is not None
        own = [item for item in node.parameters if not isinstance(item.value, ast.PipeLiteral)]
        names_of_own = {item.key for item in node.parameters}
        suffix = f"(argument {parameter.name})"
        for item in own:
            if item.key not in wanted and item.value is None:
                self.note(node.span, f"{unexpected_among(item.key, wanted, names_of_own)} {suffix}")
        for name in wanted:
            if name not in names_of_own:
                self.note(node.span, f"missing required argument {name} {suffix}")
        inner: Names = {**names, **{item.key: None for item in node.parameters}}
        returned = self.body(node, inner)
        target = parameter.kind.rsplit("=>", 1)[-1].strip()
        if target in ("bool", "string") and isinstance(returned, str) and returned != target:
            self.note(node.span, f"expected {target} but found {returned} (argument {parameter.name})")
        return FunctionType({item.key: item.value is None for item in node.parameters}, None)

    def fits(self, parameter: Parameter, found: Type, span: Span) -> None:
        """Note it if an argument is known to be of a wrong type."""
        flaw = misfit(parameter.kind, found)
        if flaw is not None:
            self.note(span, f"{flaw} (argument {parameter.name})")


def _value(item: ast.Property) -> ast.Expression:
    return item.value or ast.Identifier(item.span, item.key)


_RULES: dict[type, Callable[[Checker, Any, Names], Type]] = {
    ast.Identifier: Checker.identifier,
    ast.IntegerLiteral: lambda _c, _n, _e: "int",
    ast.FloatLiteral: lambda _c, _n, _e: "float",
    ast.StringLiteral: lambda _c, _n, _e: "string",
    ast.BooleanLiteral: lambda _c, _n, _e: "bool",
    ast.RegexLiteral: lambda _c, _n, _e: "regexp",
    ast.TimeLiteral: lambda _c, _n, _e: "time",
    ast.DurationLiteral: lambda _c, _n, _e: "duration",
    ast.StringExpression: Checker.text,
    ast.PipeLiteral: Checker.pipe_literal,
    ast.ArrayExpression: Checker.array,
    ast.DictExpression: Checker.dictionary,
    ast.RecordExpression: Checker.record,
    ast.FunctionExpression: Checker.function,
    ast.CallExpression: Checker.call,
    ast.PipeExpression: Checker.pipe,
    ast.MemberExpression: Checker.member,
    ast.IndexExpression: Checker.index,
    ast.UnaryExpression: Checker.unary,
    ast.BinaryExpression: Checker.binary,
    ast.LogicalExpression: Checker.logical,
    ast.ConditionalExpression: Checker.conditional,
    ast.ParenExpression: lambda checker, node, names: checker.infer(node.inner, names),
}
