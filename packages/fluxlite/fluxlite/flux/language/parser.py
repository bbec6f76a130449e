"""The grammar of statements, and the parser's one door: `parse`."""

from collections.abc import Iterator
from dataclasses import fields

from fluxlite.flux.language import ast
from fluxlite.flux.language.errors import CompileError, Span
from fluxlite.flux.language.expressions import ExpressionParser

MAX_NODES_DEEP = 180
"""A finished tree may be this deep, as in InfluxDB: a long chain of operators counts, too."""

_TOO_DEEP = "Program is nested too deep"
_EXPRESSION_START = frozenset(
    [
        "INT",
        "FLOAT",
        "STRING",
        "DIV",
        "TIME",
        "DURATION",
        "PIPE_RECEIVE",
        "LPAREN",
        "LBRACK",
        "LBRACE",
        "ADD",
        "SUB",
        "NOT",
        "IF",
        "EXISTS",
        "QUOTE",
    ]
)


def parse(source: str) -> ast.File:
    """The tree of a script; raises CompileError with every problem found and its place."""
    parser = Parser(source)
    file = parser.file()
    problems = parser.errors + [problem for node in file.body for problem in _flaws(node)]
    if problems:
        problems.sort(key=lambda problem: _reading_order(problem[0]))
        raise CompileError(problems, prefix="compilation failed: ")
    return file


class Parser(ExpressionParser):
    """Parses statements."""

    def file(self) -> ast.File:
        """A whole script."""
        self._attributes()
        if self.peek().kind == "PACKAGE":
            self.take()
            self.identifier()
        imports = []
        self._attributes()
        while self.peek().kind == "IMPORT":
            imports.append(self._import())
            self._attributes()
        body = []
        while self.more():
            body.append(self._statement())
        return ast.File(tuple(imports), tuple(body))

    def block(self) -> ast.Block:
        """A function's body in braces."""
        start = self.open("LBRACE", "RBRACE")
        body = []
        while self.more():
            body.append(self._statement())
        end = self.close("RBRACE")
        return ast.Block(self.finish(self.span(start, end)), tuple(body))

    def _attributes(self) -> None:
        while self.peek().kind == "ATTRIBUTE":
            self.take()
            if self.peek().kind == "LPAREN":
                self._parenthesized(self.open("LPAREN", "RPAREN"), self._run())

    def _import(self) -> ast.Import:
        start = self.take()
        alias = self.identifier().name if self.peek().kind == "IDENT" else None
        path = self.string_literal()
        return ast.Import(self.finish(self.place(start).to(path.span)), path.value, alias)

    def _statement(self) -> ast.Statement:
        self._attributes()
        kind = self.peek().kind
        if kind == "IDENT":
            return self._name_statement()
        if kind in _EXPRESSION_START:
            expression = self.expression()
            return ast.ExpressionStatement(self.finish(expression.span), expression)
        if kind == "OPTION":
            return self._option()
        if kind == "RETURN":
            start = self.take()
            value = self.expression()
            return ast.ReturnStatement(self.finish(self.place(start).to(value.span)), value)
        if kind in ("BUILTIN", "TESTCASE"):
            return self._unsupported()
        token = self.take()
        return ast.BadStatement(self.finish(self.place(token)), token.text)

    def _name_statement(self) -> ast.Statement:
        name = self.identifier()
        if self.peek().kind == "ASSIGN":
            self.take()
            value = self.expression()
            return ast.VariableAssignment(self.finish(name.span.to(value.span)), name.name, value)
        expression = self.suffix(name)
        return ast.ExpressionStatement(self.finish(expression.span), expression)

    def _option(self) -> ast.Statement:
        start = self.take()
        name, package = self.identifier().name, None
        if self.peek().kind == "DOT":
            self.take()
            package, name = name, self.identifier().name
        elif self.peek().kind != "ASSIGN":
            return ast.BadStatement(self.finish(self.place(start)), start.text)
        self.expect("ASSIGN")
        value = self.expression()
        return ast.OptionStatement(self.finish(self.place(start).to(value.span)), package, name, value)

    def _unsupported(self) -> ast.Statement:
        """A test case with its block; after `builtin`, which only Flux's own library has, nothing is read."""
        start = self.take()
        if start.kind == "TESTCASE":
            name, extends = self.identifier(), None
            if self.peek().text == "extends":
                self.take()
                extends = self.string_literal().value
            return ast.UnsupportedStatement(self.finish(name.span), f"the testcase {name.name}", self.block(), extends)
        while self.peek().kind != "EOF":
            self.take()
        return ast.UnsupportedStatement(self.finish(self.place(start)), "the builtin statement", None)


def children(node: ast.Node) -> Iterator[ast.Node]:
    """The nodes directly below a node."""
    for item in fields(node):
        yield from _nodes_in(getattr(node, item.name))


def _nodes_in(value: object) -> Iterator[ast.Node]:
    if isinstance(value, ast.Node):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _nodes_in(item)


def _flaws(statement: ast.Node) -> Iterator[tuple[Span, str]]:
    """Bad nodes left in the tree, and the first that lies too deep."""
    waiting = [(statement, 1)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAX_NODES_DEEP:
            yield node.span, _TOO_DEEP
            return
        if isinstance(node, ast.BadStatement):
            yield node.span, f"invalid statement: {node.text}"
        elif isinstance(node, ast.BadExpression) and node.text:
            yield node.span, f"invalid expression: {node.text}"
        waiting.extend((child, depth + 1) for child in children(node))


def _reading_order(span: Span) -> tuple[int, int, int, int]:
    """Outer nodes first, then from left to right, as InfluxDB walks its tree."""
    return span.line, span.column, -span.end_line, -span.end_column
