"""The syntax tree of Flux: frozen nodes, each with the stretch of source that it came from."""

from dataclasses import dataclass
from typing import TypeAlias

from fluxlite.flux.language.errors import Span


@dataclass(frozen=True, slots=True)
class Node:
    """What all nodes have."""

    span: Span


@dataclass(frozen=True, slots=True)
class Identifier(Node):
    name: str


@dataclass(frozen=True, slots=True)
class IntegerLiteral(Node):
    value: int


@dataclass(frozen=True, slots=True)
class FloatLiteral(Node):
    value: float


@dataclass(frozen=True, slots=True)
class BooleanLiteral(Node):
    """Only in the JSON tree of query parameters; in text, true and false are names."""

    value: bool


@dataclass(frozen=True, slots=True)
class StringLiteral(Node):
    value: str


@dataclass(frozen=True, slots=True)
class StringExpression(Node):
    """An interpolated string: pieces of text and expressions."""

    parts: tuple["str | Expression", ...]


@dataclass(frozen=True, slots=True)
class RegexLiteral(Node):
    pattern: str


@dataclass(frozen=True, slots=True)
class TimeLiteral(Node):
    """`value` in nanoseconds since 1970."""

    value: int


@dataclass(frozen=True, slots=True)
class DurationLiteral(Node):
    months: int
    nanoseconds: int


@dataclass(frozen=True, slots=True)
class PipeLiteral(Node):
    """`<-`, the default value that marks a function's pipe parameter."""


@dataclass(frozen=True, slots=True)
class ArrayExpression(Node):
    elements: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class DictExpression(Node):
    items: tuple[tuple["Expression", "Expression"], ...]


@dataclass(frozen=True, slots=True)
class Property(Node):
    """A key with its value, in a record, in arguments or in parameters; without a value, `{a}` means `{a: a}`."""

    key: str
    value: "Expression | None"


@dataclass(frozen=True, slots=True)
class RecordExpression(Node):
    base: Identifier | None
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Block(Node):
    body: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class FunctionExpression(Node):
    parameters: tuple[Property, ...]
    body: "Expression | Block"


@dataclass(frozen=True, slots=True)
class CallExpression(Node):
    callee: "Expression"
    arguments: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class PipeExpression(Node):
    argument: "Expression"
    call: CallExpression


@dataclass(frozen=True, slots=True)
class MemberExpression(Node):
    record: "Expression"
    name: str


@dataclass(frozen=True, slots=True)
class IndexExpression(Node):
    array: "Expression"
    index: "Expression"


@dataclass(frozen=True, slots=True)
class UnaryExpression(Node):
    operator: str
    argument: "Expression"


@dataclass(frozen=True, slots=True)
class BinaryExpression(Node):
    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class LogicalExpression(Node):
    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class ConditionalExpression(Node):
    test: "Expression"
    consequent: "Expression"
    alternate: "Expression"


@dataclass(frozen=True, slots=True)
class ParenExpression(Node):
    inner: "Expression"


@dataclass(frozen=True, slots=True)
class BadExpression(Node):
    """Stands where no expression could be read; without a text, the error has been noted elsewhere."""

    text: str


Expression: TypeAlias = (
    Identifier
    | IntegerLiteral
    | FloatLiteral
    | BooleanLiteral
    | StringLiteral
    | StringExpression
    | RegexLiteral
    | TimeLiteral
    | DurationLiteral
    | PipeLiteral
    | ArrayExpression
    | DictExpression
    | RecordExpression
    | FunctionExpression
    | CallExpression
    | PipeExpression
    | MemberExpression
    | IndexExpression
    | UnaryExpression
    | BinaryExpression
    | LogicalExpression
    | ConditionalExpression
    | ParenExpression
    | BadExpression
)


@dataclass(frozen=True, slots=True)
class ExpressionStatement(Node):
    expression: Expression


@dataclass(frozen=True, slots=True)
class VariableAssignment(Node):
    name: str
    value: Expression


@dataclass(frozen=True, slots=True)
class OptionStatement(Node):
    """`option name = value`, or `option package.name = value`."""

    package: str | None
    name: str
    value: Expression


@dataclass(frozen=True, slots=True)
class ReturnStatement(Node):
    argument: Expression


@dataclass(frozen=True, slots=True)
class UnsupportedStatement(Node):
    """`builtin`, and `testcase`, whose block `body` holds: Flux that a query may not have; `what` names it.

    `extends` names the case that a test case is built on.
    """

    what: str
    body: Block | None
    extends: str | None = None


@dataclass(frozen=True, slots=True)
class BadStatement(Node):
    """Stands where no statement could be read."""

    text: str


Statement: TypeAlias = (
    ExpressionStatement | VariableAssignment | OptionStatement | ReturnStatement | UnsupportedStatement | BadStatement
)


@dataclass(frozen=True, slots=True)
class Import(Node):
    path: str
    alias: str | None

    @property
    def name(self) -> str:
        """The name that the package has in the script."""
        return self.alias or self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class File:
    imports: tuple[Import, ...]
    body: tuple[Statement, ...]
