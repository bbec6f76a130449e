"""Which functions of a row InfluxDB evaluates on whole columns: it shows in their errors and in the columns' order."""

from fluxlite.flux.blocks.values import Function
from fluxlite.flux.language import ast


def is_vectorized(function: Function) -> bool:
    """Whether InfluxDB evaluates the function on whole columns: its errors then carry no position."""
    body = function.node.body
    if len(function.parameters) != 1:
        return False
    if isinstance(body, ast.Block):
        statement = body.body[0] if len(body.body) == 1 else None
        if not isinstance(statement, ast.ReturnStatement):
            return False
        body = statement.argument
    while isinstance(body, ast.ParenExpression):
        body = body.inner
    row = function.parameters[0].key
    if not isinstance(body, ast.RecordExpression) or (body.base is not None and body.base.name != row):
        return False
    return all(item.value is not None and _vectorizes(item.value, row) for item in body.properties)


def _vectorizes(node: ast.Expression, row: str) -> bool:
    if isinstance(node, ast.ParenExpression):
        return _vectorizes(node.inner, row)
    if isinstance(node, ast.IntegerLiteral | ast.FloatLiteral | ast.StringLiteral | ast.TimeLiteral):
        return True
    if isinstance(node, ast.Identifier):
        return node.name in ("true", "false")
    if isinstance(node, ast.MemberExpression):
        return isinstance(node.record, ast.Identifier) and node.record.name == row
    if isinstance(node, ast.UnaryExpression):
        return _vectorizes(node.argument, row)
    if isinstance(node, ast.BinaryExpression):
        plain = node.operator not in ("=~", "!~")
        return plain and _vectorizes(node.left, row) and _vectorizes(node.right, row)
    if isinstance(node, ast.LogicalExpression):
        return _vectorizes(node.left, row) and _vectorizes(node.right, row)
    if isinstance(node, ast.ConditionalExpression):
        return all(_vectorizes(part, row) for part in (node.test, node.consequent, node.alternate))
    if isinstance(node, ast.CallExpression) and isinstance(node.callee, ast.Identifier):
        value = node.arguments[0].value if len(node.arguments) == 1 else None
        return node.callee.name == "float" and value is not None and _vectorizes(value, row)
    return False
