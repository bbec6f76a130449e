"""The grammar of expressions, by recursive descent; each precedence level is one entry of a table."""

from fluxlite.flux.language import ast
from fluxlite.flux.language.errors import Span
from fluxlite.flux.language.lexer import Token
from fluxlite.flux.language.literals import parse_duration, parse_time, regex_pattern, unescape
from fluxlite.flux.language.tokens import MAX_DEPTH, TokenStream

INVALID_OPERATOR = "<INVALID_OP>"
"""Two expressions side by side parse as if this stood between them."""

# Binary operators, all left-associative: (precedence, operator), the loosest first. `not` and `exists` stand between
# `and` and the comparisons.
_OPERATORS: dict[str, tuple[int, str]] = {
    "OR": (0, "or"), "AND": (1, "and"),
    "EQ": (3, "=="), "NEQ": (3, "!="), "LTE": (3, "<="), "LT": (3, "<"), "GTE": (3, ">="), "GT": (3, ">"),
    "REGEXEQ": (3, "=~"), "REGEXNEQ": (3, "!~"),
    "ADD": (4, "+"), "SUB": (4, "-"), "MUL": (5, "*"), "DIV": (5, "/"), "MOD": (5, "%"), "POW": (6, "^"),
    "PIPE_FORWARD": (7, "|>"),
}  # fmt: skip
_NEGATION = 2
_LOGICAL_PREFIX = {"NOT": "not", "EXISTS": "exists"}
_SIGN = {"ADD": "+", "SUB": "-"}
_LITERALS = {
    "INT": "_integer", "FLOAT": "_float", "STRING": "_string", "QUOTE": "_interpolated", "REGEX": "_regex",
    "TIME": "_time", "DURATION": "_duration", "PIPE_RECEIVE": "_pipe_literal", "LBRACK": "_array_or_dict",
    "LBRACE": "_record", "LPAREN": "_paren", "IDENT": "_name",
}  # fmt: skip


class ExpressionParser(TokenStream):
    """Parses expressions; blocks of statements come from the class that completes it."""

    def block(self) -> ast.Block:
        """A function's body in braces."""
        raise NotImplementedError

    def expression(self) -> ast.Expression:
        """Any expression, at most `MAX_DEPTH` deep."""
        self.depth += 1
        try:
            if self.depth > MAX_DEPTH:
                self.note("Program is nested too deep")
                return self._bad(self.take(), "invalid token for primary expression")
            return self._conditional() if self.peek().kind == "IF" else self._operators(0, self._operand(0))
        finally:
            self.depth -= 1

    def suffix(self, left: ast.Expression) -> ast.Expression:
        """What may follow a name that has been taken already, from calls up to `or`."""
        return self._operators(0, self._postfix_suffix(left))

    def identifier(self) -> ast.Identifier:
        """A name; where there is none, an error is noted and nothing taken."""
        token = self.expect_or_stay("IDENT")
        return ast.Identifier(self.finish(self.place(token)), token.text)

    def string_literal(self) -> ast.StringLiteral:
        """A string without interpolation."""
        token = self.expect("STRING")
        try:
            text = unescape(token.text[1:-1])
        except ValueError as error:
            self.note(str(error))
            text = ""
        return ast.StringLiteral(self.finish(self.place(token)), text)

    def _conditional(self) -> ast.Expression:
        start = self.take()
        test = self.expression()
        consequent = self._branch("THEN")
        alternate = self._branch("ELSE")
        span = self.finish(self.place(start).to(alternate.span))
        return ast.ConditionalExpression(span, test, consequent, alternate)

    def _branch(self, keyword: str) -> ast.Expression:
        token = self.expect_or_stay(keyword)
        return self.expression() if token.kind == keyword else self._bad(token)

    def _operators(self, loosest: int, left: ast.Expression) -> ast.Expression:
        """Binary operators after `left`, none looser than `loosest` (precedence climbing)."""
        while (found := _OPERATORS.get(self.peek().kind)) and found[0] >= loosest:
            level, operator = found
            self.take()
            right = self._operand(level + 1)
            if operator == "|>":
                left = self._piped(left, right)
                continue
            right = self._operators(level + 1, right)
            node = ast.LogicalExpression if level < _NEGATION else ast.BinaryExpression
            left = node(self.finish(left.span.to(right.span)), operator, left, right)
        return left

    def _operand(self, loosest: int) -> ast.Expression:
        if loosest <= _NEGATION and self.peek().kind in _LOGICAL_PREFIX:
            prefixes = self._prefixes(_LOGICAL_PREFIX)
            inner = self._operators(_NEGATION + 1, self._operand(_NEGATION + 1))
            return self._prefixed(prefixes, inner)
        prefixes = self._prefixes(_SIGN)
        return self._prefixed(prefixes, self._postfix_suffix(self._primary()))

    def _prefixes(self, operators: dict[str, str]) -> list[tuple[Token, str]]:
        found: list[tuple[Token, str]] = []
        while self.peek().kind in operators:
            token = self.take()
            found.append((token, operators[token.kind]))
        if len(found) > MAX_DEPTH:
            self.note("Program is nested too deep")
        return found

    def _prefixed(self, prefixes: list[tuple[Token, str]], result: ast.Expression) -> ast.Expression:
        for token, operator in reversed(prefixes):
            result = ast.UnaryExpression(self.finish(self.place(token).to(result.span)), operator, result)
        return result

    def _piped(self, left: ast.Expression, right: ast.Expression) -> ast.Expression:
        if not isinstance(right, ast.CallExpression):
            self.note("pipe destination must be a function call")
            right = ast.CallExpression(self.finish(right.span), right, ())
        return ast.PipeExpression(self.finish(left.span.to(right.span)), left, right)

    def _postfix_suffix(self, left: ast.Expression) -> ast.Expression:
        while True:
            kind = self.peek().kind
            if kind == "DOT":
                self.take()
                name = self.identifier()
                left = ast.MemberExpression(self.finish(left.span.to(name.span)), left, name.name)
            elif kind == "LPAREN":
                left = self._call(left)
            elif kind == "LBRACK":
                left = self._index(left)
            else:
                return left

    def _call(self, callee: ast.Expression) -> ast.Expression:
        self.open("LPAREN", "RPAREN")
        arguments = self._properties()
        end = self.close("RPAREN")
        return ast.CallExpression(self.finish(callee.span.to(self.place(end))), callee, tuple(arguments))

    def _index(self, target: ast.Expression) -> ast.Expression:
        start = self.open("LBRACK", "RBRACK")
        index = self._run()
        end = self.close("RBRACK")
        if index is None:
            self.note("no expression included in brackets")
            index = ast.IntegerLiteral(self.finish(self.span(start, end)), -1)
        span = self.finish(target.span.to(self.place(end)))
        if isinstance(index, ast.StringLiteral):
            return ast.MemberExpression(span, target, index.value)
        return ast.IndexExpression(span, target, index)

    def _run(self, *stops: str) -> ast.Expression | None:
        """Expressions up to a closing bracket or a stop; more than one in a row is an error."""
        result: ast.Expression | None = None
        while self.more() and self.peek().kind not in stops:
            found = self.expression()
            if isinstance(found, ast.BadExpression):
                token = self.take()
                self.note(f"invalid expression @{self.place(token)}: {token.text}")
            else:
                result = found if result is None else self._adjacent(result, found)
        return result

    def _adjacent(self, left: ast.Expression, right: ast.Expression) -> ast.Expression:
        return ast.BinaryExpression(self.finish(left.span.to(right.span)), INVALID_OPERATOR, left, right)

    def _primary(self) -> ast.Expression:
        token = self.peek(regex=True)
        method = _LITERALS.get(token.kind)
        if method is None:
            return self._bad(token, f"invalid token for primary expression: {token.kind}")
        result: ast.Expression = getattr(self, method)()
        return result

    def _bad(self, token: Token, text: str = "") -> ast.BadExpression:
        return ast.BadExpression(self.place(token), text)

    def _name(self) -> ast.Expression:
        return self.identifier()

    def _string(self) -> ast.Expression:
        return self.string_literal()

    def _integer(self) -> ast.Expression:
        token = self.take()
        value = int(token.text) if len(token.text) < 25 else 2**63
        if token.text[0] == "0" and len(token.text) > 1:
            self.note(f'invalid integer literal "{token.text}": nonzero value cannot start with 0')
        elif value >= 2**63:
            self.note(f'invalid integer literal "{token.text}": value out of range')
        return ast.IntegerLiteral(self.finish(self.place(token)), value)

    def _float(self) -> ast.Expression:
        token = self.take()
        return ast.FloatLiteral(self.finish(self.place(token)), float(token.text))

    def _regex(self) -> ast.Expression:
        token = self.take()
        return ast.RegexLiteral(self.finish(self.place(token)), regex_pattern(token.text))

    def _time(self) -> ast.Expression:
        token = self.take()
        try:
            return ast.TimeLiteral(self.finish(self.place(token)), parse_time(token.text))
        except ValueError:
            return self._bad(token, "invalid date time literal, missing time offset")

    def _duration(self) -> ast.Expression:
        token = self.take()
        try:
            return ast.DurationLiteral(self.finish(self.place(token)), *parse_duration(token.text))
        except ValueError:
            return self._bad(token, "invalid token for primary expression: DURATION")

    def _pipe_literal(self) -> ast.Expression:
        return ast.PipeLiteral(self.finish(self.place(self.take())))

    def _interpolated(self) -> ast.Expression:
        start, parts = self.take(), list[str | ast.Expression]()
        while True:
            token = self.take_text()
            if token.kind == "TEXT":
                parts.append(unescape(token.text))
            elif token.kind == "STRINGEXPR":
                parts.append(self.expression())
                self.finish(self.place(self.expect("RBRACE")))
            else:
                break
        if token.kind != "QUOTE":
            self.note(f"got unexpected token in string expression @{self.place(token)}: {token.kind}")
        return ast.StringExpression(self.finish(self.span(start, token)), tuple(parts))

    def _array_or_dict(self) -> ast.Expression:
        start = self.open("LBRACK", "RBRACK")
        if self.peek().kind == "COLON":
            self.take()
            return ast.DictExpression(self.finish(self.span(start, self.close("RBRACK"))), ())
        keys: list[ast.Expression] = []
        values: list[ast.Expression] = []
        while self.more():
            before = self.peek().start
            keys.append(self.expression())
            if self.peek().kind == "COLON" and len(values) == len(keys) - 1:
                self.take()
                values.append(self.expression())
            if self.more():
                self.expect("COMMA")
            if self.peek().start == before:
                break
        span = self.finish(self.span(start, self.close("RBRACK")))
        if values:
            return ast.DictExpression(span, tuple(zip(keys, values, strict=False)))
        return ast.ArrayExpression(span, tuple(keys))

    def _record(self) -> ast.Expression:
        start = self.open("LBRACE", "RBRACE")
        base: ast.Identifier | None = None
        properties: list[ast.Property] = []
        if self.peek().kind == "IDENT":
            name = self.identifier()
            if self.peek().kind == "IDENT" and self.peek().text == "with":
                self.take()
                base = name
            else:
                properties.append(self._property_of(name.name, name.span))
                self._comma()
        properties += self._properties()
        span = self.finish(self.span(start, self.close("RBRACE")))
        if {bool(item.value) for item in properties} == {True, False}:
            self.error_at(span, "cannot mix implicit and explicit properties")
        return ast.RecordExpression(span, base, tuple(properties))

    def _comma(self) -> None:
        if not self.more():
            return
        if self.peek().kind == "COMMA":
            self.take()
        else:
            self.note(f"expected comma in property list, got {self.peek().kind}")

    def _properties(self) -> list[ast.Property]:
        found: list[ast.Property] = []
        while self.more():
            before = self.peek().start
            found.append(self._property())
            self._comma()
            if self.peek().start == before:
                break
        return found

    def _property(self) -> ast.Property:
        token = self.peek()
        if token.kind == "IDENT":
            name = self.identifier()
            return self._property_of(name.name, name.span)
        if token.kind == "STRING":
            text = self.string_literal()
            return self._property_of(text.value, text.span)
        return self._invalid_property(token)

    def _property_of(self, key: str, span: Span) -> ast.Property:
        value = None
        if self.peek().kind == "COLON":
            self.take()
            value = self._property_value()
        return ast.Property(self.finish(span.to(value.span if value else span)), key, value)

    def _property_value(self) -> ast.Expression | None:
        value = self._run("COMMA", "COLON")
        if value is None:
            self.note("missing property value")
        return value

    def _invalid_property(self, token: Token) -> ast.Property:
        value = None
        if token.kind == "COMMA":
            self.note("missing property in property list")
        else:
            message = f"unexpected token for property key: {token.kind} ({token.text})"
            if token.kind != "COLON":
                self._run("COMMA", "COLON")
            self.note("missing property key" if token.kind == "COLON" else message)
            if self.peek().kind == "COLON":
                self.take()
                value = self._property_value()
        span = self.lexer.span(token.start, self.peek().start)
        return ast.Property(self.finish(span), "<invalid>", value)

    def _paren(self) -> ast.Expression:
        start = self.open("LPAREN", "RPAREN")
        if self.peek().kind == "RPAREN":
            self.close("RPAREN")
            return self._function(start, [])
        if self.peek().kind != "IDENT":
            return self._parenthesized(start, self._run())
        name = self.identifier()
        following = self.peek().kind
        if following == "RPAREN":
            end = self.close("RPAREN")
            if self.peek().kind == "ARROW":
                return self._function(start, [ast.Property(self.finish(name.span), name.name, None)])
            return ast.ParenExpression(self.finish(self.span(start, end)), name)
        if following in ("ASSIGN", "COMMA"):
            return self._function(start, self._parameters(name))
        left = self.suffix(name)
        while self.more():
            extra = self._run()
            left = left if extra is None else self._adjacent(left, extra)
        return self._parenthesized(start, left)

    def _parenthesized(self, start: Token, inner: ast.Expression | None) -> ast.Expression:
        if inner is None:
            inner = self._bad(self.peek(), self.peek().text)
        end = self.close("RPAREN")
        return ast.ParenExpression(self.finish(self.span(start, end)), inner)

    def _parameters(self, first: ast.Identifier) -> list[ast.Property]:
        found = [self._parameter(first)]
        while self.peek().kind == "COMMA":
            self.take()
            if self.more():
                found.append(self._parameter(self.identifier()))
        self.close("RPAREN")
        return found

    def _parameter(self, name: ast.Identifier) -> ast.Property:
        value = None
        if self.peek().kind == "ASSIGN":
            self.take()
            value = self.expression()
        return ast.Property(self.finish(name.span.to(value.span if value else name.span)), name.name, value)

    def _function(self, start: Token, parameters: list[ast.Property]) -> ast.Expression:
        self.expect_or_stay("ARROW")
        body = self.block() if self.peek().kind == "LBRACE" else self.expression()
        span = self.finish(self.place(start).to(body.span))
        return ast.FunctionExpression(span, tuple(parameters), body)
